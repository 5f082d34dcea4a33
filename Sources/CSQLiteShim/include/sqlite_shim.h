#ifndef ASSAY_SQLITE_SHIM_H
#define ASSAY_SQLITE_SHIM_H
#include <sqlite3.h>
#include <stdint.h>

/* sqlite3_db_config is variadic, which Swift cannot call. */
int assay_sqlite3_db_config_bool(sqlite3 *db, int op, int value);

/* Ends a statement (SQLITE_INTERRUPT) that takes more steps of SQLite's virtual machine than `least`, and than
   `per_page` for each 4096 bytes of the file. The pages of a hostile file can refer to one another, so that a table of
   a few pages has rows without end. */
void assay_sqlite3_limit_steps(sqlite3 *db, int64_t least, int64_t per_page);

/* A virtual table or cursor of ours: SQLite's part first, then a retained Swift object. */
typedef struct { sqlite3_vtab base; void *object; } assay_vtab;
typedef struct { sqlite3_vtab_cursor base; void *object; } assay_cursor;

/* SQLITE_TRANSIENT is a cast that Swift does not import. */
void assay_result_text(sqlite3_context *context, const void *bytes, int64_t count);
void assay_result_blob(sqlite3_context *context, const void *bytes, int64_t count);
#endif
