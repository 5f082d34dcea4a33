#ifndef ASSAY_SQLITE_SHIM_H
#define ASSAY_SQLITE_SHIM_H
#include <sqlite3.h>

/* sqlite3_db_config is variadic, which Swift cannot call. */
int assay_sqlite3_db_config_bool(sqlite3 *db, int op, int value);
#endif
