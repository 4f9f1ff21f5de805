/// A history of SQL files in which every statement leaves a trace of how often it ran.
///
/// Some revisions are a single transaction. Others have a non-transactional statement between two transactions.
enum FiftyRevisions {
    static let count = 50

    /// Writes the files.
    static func write(to workplace: Workplace, for server: Server) throws {
        for number in 1...count { try workplace.write(text(number, server), revision: id(number)) }
    }

    /// The id of the revision of a number, counted from 1.
    static func id(_ number: Int) -> String { "r\(number < 10 ? "0" : "")\(number)" }

    private static func text(_ number: Int, _ server: Server) -> String {
        """
        -- step \(number)
        --
        -- revision: \(id(number))
        -- down_revision: \(number == 1 ? "" : id(number - 1))

        -- upgrade

        \(number == 1 ? "CREATE TABLE audit (revision integer NOT NULL, part integer NOT NULL);" : "")
        INSERT INTO audit VALUES (\(number), 1);
        CREATE TABLE t\(number) (id integer PRIMARY KEY, note text NOT NULL);
        INSERT INTO t\(number) VALUES (1, 'one'), (2, 'two');
        \(standingAlone(number, server))
        INSERT INTO audit VALUES (\(number), 2);

        -- downgrade: irreversible
        """
    }

    /// The statement in the middle, which is non-transactional in some revisions.
    private static func standingAlone(_ number: Int, _ server: Server) -> String {
        switch (number % 5, server) {
        case (2, .postgresql): "CREATE INDEX CONCURRENTLY t\(number)_note ON t\(number) (note);"
        case (4, .postgresql): "VACUUM t\(number);"
        case (2, .sqlite), (2, .sqliteWAL): "VACUUM;"
        default: "CREATE INDEX t\(number)_note ON t\(number) (note);"
        }
    }
}
