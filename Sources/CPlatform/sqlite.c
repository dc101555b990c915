#include "CPlatform.h"
#include <sqlite3.h>

int pv_sqlite_read_start(void *connection, void *bytes, int count) {
    sqlite3_file *file = 0;
    const int result = sqlite3_file_control(connection, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (result != SQLITE_OK) return result;
    if (file == 0 || file->pMethods == 0) return SQLITE_CANTOPEN;
    return file->pMethods->xRead(file, bytes, count, 0);
}

int pv_sqlite_keep_log(void *connection, bool keep) {
    return sqlite3_db_config(connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep ? 1 : 0, (int *)0);
}

int pv_sqlite_distrust(void *connection) {
    const struct { int option; int value; } switches[] = {
        {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
        {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
        {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
        {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_DEFENSIVE, 1},
    };
    for (unsigned index = 0; index < sizeof switches / sizeof switches[0]; index++) {
        const int result = sqlite3_db_config(connection, switches[index].option, switches[index].value, (int *)0);
        if (result != SQLITE_OK) return result;
    }
    return SQLITE_OK;
}
