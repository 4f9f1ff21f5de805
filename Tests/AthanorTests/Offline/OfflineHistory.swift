import Athanor
import TestSupport

/// A history with whatever scripts could get wrong: two branches and their merge, a dependency, quotes of all kinds,
/// settings, statements outside transactions, materialized views, table rebuilds, revisions in SQL and in Swift.
enum OfflineHistory {
    static func entries(on tested: TestedDatabase) throws -> [RevisionEntry] {
        let files =
            switch tested {
            case .postgreSQL: postgreSQL
            case .sqlite: sqlite
            }
        return try files.enumerated().map { index, text in
            try RevisionEntry(sql: SourceText(path: "versions/\(index).sql", text: text))
        } + [RevisionEntry(InSwift.self, path: "Versions/InSwift.swift", message: "in 'Swift'\nwith more lines")]
    }

    private static func revision(
        _ id: String, after down: String = "", dependsOn: String = "", _ up: String, down way: String
    ) -> String {
        """
        -- the revision "\(id)" isn't; -- plain
        --
        -- revision: \(id)
        -- down_revision: \(down)
        -- depends_on: \(dependsOn)

        -- upgrade

        \(up)

        -- downgrade

        \(way)
        """
    }

    private static let postgreSQL = [
        revision(
            "users1",
            #"""
            CREATE TABLE "Users; --" (id bigint PRIMARY KEY, name text NOT NULL DEFAULT 'it''s \ $1 :x 東京');
            INSERT INTO "Users; --" (id) SELECT n FROM generate_series(1, 20) AS n;
            CREATE FUNCTION part(a int[], lo int, hi int) RETURNS int[] LANGUAGE sql AS $$ SELECT a[lo:hi]; $$;
            CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT n * 2; END;
            CREATE TABLE parts AS SELECT id, (ARRAY[1, 2, 3])[1:id] AS part, E'\\n;'::text AS "USER" FROM "Users; --";
            UPDATE parts SET part = part[1:CASE WHEN id > 1 THEN 2 ELSE 1 END];
            DO $x$ BEGIN PERFORM set_config('work_mem', '5MB', false); END $x$;
            """#,
            down: #"""
                DROP TABLE parts;
                DROP FUNCTION twice(int);
                DROP FUNCTION part(int[], int, int);
                DROP TABLE "Users; --";
                """#),
        revision(
            "left22", after: "users1",
            """
            CREATE SCHEMA hidden;
            SET search_path = hidden;
            CREATE TABLE here (id int);
            CREATE INDEX CONCURRENTLY here_id ON here (id);
            INSERT INTO here VALUES (1);
            VACUUM here;
            """,
            down: """
                SET search_path = hidden;
                DROP INDEX CONCURRENTLY here_id;
                DROP TABLE here;
                DROP SCHEMA hidden;
                """),
        revision(
            "right3", after: "users1", dependsOn: "left22",
            """
            CREATE MATERIALIZED VIEW counted AS SELECT count(*) AS n FROM "Users; --";
            CREATE UNIQUE INDEX counted_n ON counted (n);
            INSERT INTO "Users; --" (id) VALUES (100);
            REFRESH MATERIALIZED VIEW CONCURRENTLY counted;
            """,
            down: #"DROP MATERIALIZED VIEW counted; DELETE FROM "Users; --" WHERE id = 100;"#),
        revision("merge4", after: "left22, right3", "", down: ""),
    ]

    private static let sqlite = [
        revision(
            "users1",
            #"""
            CREATE TABLE "Users; --" (id integer PRIMARY KEY, name text NOT NULL DEFAULT 'it''s \ $1 :x 東京');
            INSERT INTO "Users; --" (id) VALUES (1), (2), (3);
            CREATE TABLE posts (
                id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES "Users; --" ON DELETE CASCADE);
            INSERT INTO posts VALUES (1, 1), (2, 3);
            INSERT INTO posts (id, user_id) SELECT 40
            /
            10, 1 AS
            go
            ;
            CREATE TRIGGER gone AFTER DELETE ON posts BEGIN UPDATE "Users; --" SET name = 'gone;'; END;
            """#,
            down: #"DROP TABLE posts; DROP TABLE "Users; --";"#),
        revision(
            "left22", after: "users1",
            """
            CREATE MATERIALIZED VIEW counted AS SELECT user_id, count(*) AS n FROM posts GROUP BY user_id;
            CREATE UNIQUE INDEX counted_user ON counted (user_id);
            CREATE VIEW reader AS SELECT n FROM counted;
            VACUUM;
            INSERT INTO posts VALUES (3, 2);
            """,
            down: "DROP MATERIALIZED VIEW counted CASCADE; DELETE FROM posts WHERE id = 3;"),
        revision(
            "right3", after: "users1", dependsOn: "left22",
            """
            CREATE TABLE users_new (id integer PRIMARY KEY, name text NOT NULL, extra text DEFAULT 'x');
            INSERT INTO users_new (id, name) SELECT id, name FROM "Users; --";
            DROP TABLE "Users; --";
            ALTER TABLE users_new RENAME TO "Users; --";
            REFRESH MATERIALIZED VIEW counted;
            """,
            down: """
                ALTER TABLE "Users; --" RENAME TO users_old;
                CREATE TABLE "Users; --" (id integer PRIMARY KEY, name text NOT NULL DEFAULT 'it''s \\ $1 :x 東京');
                INSERT INTO "Users; --" (id, name) SELECT id, name FROM users_old;
                DROP TABLE users_old;
                """),
        revision("merge4", after: "left22, right3", "", down: ""),
    ]

    struct InSwift: Revision {
        static let revision: RevisionID = "swift5"
        static let downRevisions: [RevisionID] = ["merge4"]

        func upgrade(_ op: Operations) -> OperationList {
            op.execute("CREATE TABLE usages (user_id int, day text); INSERT INTO usages VALUES (1, '2026-11-22')")
            op.createMaterializedView(
                "daily", as: "SELECT user_id, day, count(*) AS uses FROM usages GROUP BY user_id, day",
                indexes: [.unique("user_id", "day")])
            op.createMaterializedView("empty", as: "SELECT day AS \"a day\" FROM usages", withData: false)
            op.autocommit { op.execute("ANALYZE") }
        }

        func downgrade(_ op: Operations) -> OperationList {
            op.dropMaterializedView("empty")
            op.dropMaterializedView("daily")
            op.execute("DROP TABLE usages")
        }
    }
}
