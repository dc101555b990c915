-- The vault's only plain bytes: who it is and which key slots open it. One row.
CREATE TABLE header (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    bytes BLOB NOT NULL
) STRICT;

-- The state of all manifested tables at the present generation, and its MAC. One row.
CREATE TABLE manifest (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    generation INTEGER NOT NULL,
    previous BLOB NOT NULL,
    state BLOB NOT NULL,
    root BLOB NOT NULL
) STRICT;

-- The last 1,024 roots, each chained to the one before: what a witness is looked up in.
CREATE TABLE root_history (
    generation INTEGER PRIMARY KEY,
    previous BLOB NOT NULL,
    state_hash BLOB NOT NULL,
    root BLOB NOT NULL
) STRICT;

-- Tenants, applications and whatever else has metadata, sealed; which is which shows only inside.
CREATE TABLE record (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL,
    box BLOB NOT NULL
) STRICT;

-- Client secrets and keys, sealed, apart from the metadata so that a listing never reads them.
CREATE TABLE secret (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL,
    box BLOB NOT NULL
) STRICT;

-- Finds a record by a keyed hash (the id) of its unique name; the record's own id is sealed.
CREATE TABLE name_index (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL,
    box BLOB NOT NULL
) STRICT;

-- Who did what and when: sealed, numbered without gaps, chained; the manifest holds the head.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL,
    box BLOB NOT NULL
) STRICT;

-- Access tokens that still live, sealed. Disposable: the one table that the manifest leaves out.
CREATE TABLE token_cache (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL,
    box BLOB NOT NULL
) STRICT;
