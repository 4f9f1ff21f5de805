internal import Athanor
internal import Foundation

/// A statement that has SQLite open, write or choose another file than the database's own.
///
/// What else reads and writes files in the shell `sqlite3`, such as `readfile`, `writefile`, `edit` and the virtual tables
/// `csv` and `zipfile`, belongs to the shell, and `load_extension` is off in every connection that does not turn it on.
struct FileStatement {
    /// The file, as the statement names it; `nil` where only SQLite can tell, from an expression.
    private let file: String?
    private let statement: Athanor.Statement

    /// Reads a statement; `nil` for one of any other kind.
    init?(_ statement: Athanor.Statement) {
        guard Self.mayBe(statement.text) else { return nil }
        let tokens = Lexer.tokens(inAccepted: statement.text)
        let argument: ArraySlice<Token>
        switch tokens.first?.keyword {
        case "ATTACH":
            let rest = tokens.dropFirst(tokens.dropFirst().first?.isKeyword("DATABASE") == true ? 2 : 1)
            argument = rest.prefix { !$0.isKeyword("AS") }
        case "VACUUM":
            guard let into = tokens.firstIndex(where: { $0.isKeyword("INTO") }) else { return nil }
            argument = tokens[(into + 1)...].prefix { !$0.isPunctuation(";") }
        case "PRAGMA":
            guard let pragma = Pragma(tokens), Self.pragmasOfFolders.contains(pragma.name), pragma.value != nil else {
                return nil
            }
            argument = []
        default:
            return nil
        }
        file = argument.count == 1 ? argument.first?.name : nil
        self.statement = statement
    }

    /// Where SQLite puts its temporary files. (https://sqlite.org/pragma.html#pragma_temp_store_directory)
    private static let pragmasOfFolders: Set<String> = ["temp_store_directory", "data_store_directory"]

    /// Most statements are none, and are not taken apart further than to their first word.
    private static func mayBe(_ text: String) -> Bool {
        var lexer = Lexer(SourceText(path: "", text: text).all)
        return ["ATTACH", "VACUUM", "PRAGMA"].contains((try? lexer.next())?.keyword)
    }

    /// Makes sure that the file lies in the folder of the database, or in one inside.
    /// - Throws: `DatabaseError`.
    func check(besides location: SQLiteLocation) throws(Athanor.DatabaseError) {
        // These two are in memory, or temporary. (https://sqlite.org/inmemorydb.html)
        if let file, file.isEmpty || file == ":memory:" { return }
        let folder: RealPath? =
            if case .file(let path) = location { RealPath(Self.folder(of: path)) } else { nil }
        if let file, let folder, !file.hasPrefix("file:"), Self.lies(file, in: folder) {
            try refuseItself(file, location)
            return
        }
        throw DatabaseError(
            kind: .notAllowed,
            message: file.map { "the file \($0) lies outside the folder of the database" }
                ?? "only a file in the folder of the database may be named, and as a text",
            statement: statement,
            advice:
                "A revision cannot make Athanor read or write files elsewhere. "
                + (folder.map { "Write the path of a file in \($0.text) in single quotes." }
                    ?? "This database lies in no folder: ':memory:' is all that it can attach."))
    }

    /// A transaction of the revision would wait for itself: SQLite takes the two for two databases, and locks each.
    private func refuseItself(_ file: String, _ location: SQLiteLocation) throws(Athanor.DatabaseError) {
        guard case .file(let path) = location, FileManager.default.fileExists(atPath: path),
            RealPath(URL(fileURLWithPath: file).path) == RealPath(path)
        else { return }
        throw DatabaseError(
            kind: .notAllowed, message: "the file \(file) is the database itself", statement: statement,
            advice: "Name its tables as they are, or with the schema main.")
    }

    private static func lies(_ file: String, in folder: RealPath) -> Bool {
        let path = URL(fileURLWithPath: file).path
        let isThere = FileManager.default.fileExists(atPath: path)
        // A link to what is not there yet would have it made there.
        if !isThere, (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil { return false }
        return RealPath(isThere ? path : Self.folder(of: path)).lies(in: folder)
    }

    private static func folder(of path: String) -> String {
        URL(fileURLWithPath: path).deletingLastPathComponent().path
    }
}
