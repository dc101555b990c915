@testable import VaultStore

/// A schema that differs from the program's by an object, a column or a letter.
enum SchemaVectors {
    static let all: [Vector] =
        [
            ("trigger", "a trigger", "CREATE TRIGGER t AFTER INSERT ON audit BEGIN DELETE FROM record; END"),
            ("view", "a view", "CREATE VIEW extra AS SELECT * FROM record"),
            ("index", "an index", "CREATE INDEX extra ON record (version)"),
            ("unique-index", "an index that forbids sound rows", "CREATE UNIQUE INDEX extra ON record (version, id)"),
            ("table", "a table", "CREATE TABLE extra (id INTEGER PRIMARY KEY) STRICT"),
            ("virtual-table", "a virtual table", "CREATE VIRTUAL TABLE extra USING fts5(text)"),
            ("column", "a column", "ALTER TABLE record ADD COLUMN note TEXT"),
            ("column-renamed", "a column has another name", "ALTER TABLE record RENAME COLUMN box TO blob"),
            ("table-renamed", "a table has another name", "ALTER TABLE token_cache RENAME TO cache"),
            ("table-missing", "a table is missing", "DROP TABLE token_cache"),
            ("statistics", "SQLite's statistics", "ANALYZE"),
            ("check", "a check is missing", text("' CHECK (id = 1)', ''")),
            ("strict", "tables are not strict", text("') STRICT', ')'")),
            ("type", "a column has another type", text("'version INTEGER', 'version INT'")),
            ("letter", "a keyword in lower case", text("'CREATE TABLE', 'create TABLE'")),
            ("comment", "a comment in a statement", text("'box BLOB', 'box /* */ BLOB'")),
            (
                "page-shared", "two tables on one page",
                "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'secret') WHERE name = 'token_cache'"
            ),
        ].map { name, fault, sql in
            Vector("schema", name, fault, .damaged(.schema)) { try $0.sql(sql) }
        } + [
            Vector("schema", "pages-swapped", "records and secrets on each other's pages", .damaged(.bucket)) {
                try $0.sql(
                    """
                    CREATE TEMP TABLE kept AS SELECT name, rootpage FROM sqlite_schema;
                    UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM kept WHERE name = 'secret')
                        WHERE name = 'record';
                    UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM kept WHERE name = 'record')
                        WHERE name = 'secret';
                    """)
            }
        ]

    private static func text(_ change: String) -> String { "UPDATE sqlite_schema SET sql = replace(sql, \(change))" }
}
