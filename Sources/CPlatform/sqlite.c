#include "CPlatform.h"
#include <sqlite3.h>

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
