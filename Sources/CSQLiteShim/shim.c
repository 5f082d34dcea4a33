#include "include/sqlite_shim.h"

int assay_sqlite3_db_config_bool(sqlite3 *db, int op, int value) {
  int now = 0;
  return sqlite3_db_config(db, op, value, &now);
}

void assay_result_text(sqlite3_context *context, const void *bytes, int64_t count) {
  sqlite3_result_text64(context, count ? bytes : "", (sqlite3_uint64)count, SQLITE_TRANSIENT, SQLITE_UTF8);
}

void assay_result_blob(sqlite3_context *context, const void *bytes, int64_t count) {
  if (count) sqlite3_result_blob64(context, bytes, (sqlite3_uint64)count, SQLITE_TRANSIENT);
  else sqlite3_result_zeroblob(context, 0);
}
