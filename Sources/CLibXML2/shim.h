/* Debian's libxml2 pulls ICU's headers in, which clash with the ICU inside Foundation. Only
   xmlCharEncodingHandler looks different without them, and it is not used here. */
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/tree.h>
#include <libxml/xmlerror.h>
