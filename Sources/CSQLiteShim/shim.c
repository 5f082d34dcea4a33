#include "include/sqlite_shim.h"

int assay_sqlite3_db_config_bool(sqlite3 *db, int op, int value) {
  int now = 0;
  return sqlite3_db_config(db, op, value, &now);
}
