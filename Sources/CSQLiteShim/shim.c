#include "include/sqlite_shim.h"
#include <stdlib.h>

int assay_sqlite3_db_config_bool(sqlite3 *db, int op, int value) {
  int now = 0;
  return sqlite3_db_config(db, op, value, &now);
}

/* Steps between two looks at the budget. */
#define STEPS_PER_LOOK 1000

typedef struct { sqlite3 *db; int64_t taken, least, per_page; } step_budget;

/* A case that is written grows: its length is asked when it matters. */
static int64_t file_pages(sqlite3 *db) {
  sqlite3_file *file = NULL;
  sqlite3_int64 bytes = 0;
  if (sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK || !file || !file->pMethods) return 0;
  return file->pMethods->xFileSize(file, &bytes) == SQLITE_OK ? bytes / 4096 : 0;
}

static int take_steps(void *context) {
  step_budget *budget = context;
  budget->taken += STEPS_PER_LOOK;
  return budget->taken > budget->least && budget->taken / budget->per_page > file_pages(budget->db);
}

/* The budget is one statement's: it begins anew with each. It lives as long as the connection. */
static int trace_steps(unsigned event, void *context, void *subject, void *detail) {
  (void)detail;
  step_budget *budget = context;
  if (event == SQLITE_TRACE_STMT) {
    budget->taken = 0;
  } else if (event == SQLITE_TRACE_CLOSE) {
    sqlite3 *db = subject;
    sqlite3_progress_handler(db, 0, NULL, NULL);
    sqlite3_trace_v2(db, 0, NULL, NULL);
    free(budget);
  }
  return 0;
}

void assay_sqlite3_limit_steps(sqlite3 *db, int64_t least, int64_t per_page) {
  step_budget *budget = malloc(sizeof *budget);
  if (!budget) return;
  *budget = (step_budget){db, 0, least, per_page};
  sqlite3_trace_v2(db, SQLITE_TRACE_STMT | SQLITE_TRACE_CLOSE, trace_steps, budget);
  sqlite3_progress_handler(db, STEPS_PER_LOOK, take_steps, budget);
}

void assay_result_text(sqlite3_context *context, const void *bytes, int64_t count) {
  sqlite3_result_text64(context, count ? bytes : "", (sqlite3_uint64)count, SQLITE_TRANSIENT, SQLITE_UTF8);
}

void assay_result_blob(sqlite3_context *context, const void *bytes, int64_t count) {
  if (count) sqlite3_result_blob64(context, bytes, (sqlite3_uint64)count, SQLITE_TRANSIENT);
  else sqlite3_result_zeroblob(context, 0);
}
