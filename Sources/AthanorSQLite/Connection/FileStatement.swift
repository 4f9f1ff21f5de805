internal import Athanor
internal import Foundation

/// A statement that makes SQLite open, write or select a file other than the database file.
///
/// Other features that read and write files, such as `readfile`, `writefile`, `edit` and the virtual tables `csv` and
/// `zipfile`, exist only in the shell `sqlite3`. `load_extension` is off unless a connection enables it.
struct FileStatement {
    /// The file, as the statement names it; `nil` for an expression, which only SQLite can evaluate.
    private let file: String?
    private let statement: SQLStatement

    /// Parses a statement; `nil` for any other kind.
    init?(_ statement: SQLStatement) {
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

    /// The pragmas that set the folders of SQLite's files. (https://sqlite.org/pragma.html#pragma_temp_store_directory)
    private static let pragmasOfFolders: Set<String> = ["temp_store_directory", "data_store_directory"]

    /// Reads only the first word, because most statements are of another kind.
    private static func mayBe(_ text: String) -> Bool {
        var lexer = Lexer(SourceText(path: "", text: text).all)
        return ["ATTACH", "VACUUM", "PRAGMA"].contains((try? lexer.next())?.keyword)
    }

    /// Checks that the file is in the folder of the database, or in one of its subfolders.
    /// - Throws: `DatabaseFailure`.
    func check(besides location: SQLiteLocation) throws(DatabaseFailure) {
        // These two names mean a temporary database and one in memory. (https://sqlite.org/inmemorydb.html)
        if let file, file.isEmpty || file == ":memory:" { return }
        let folder: RealPath? =
            if case .file(let path) = location { RealPath(Self.folder(of: path)) } else { nil }
        if let file, let folder, !file.hasPrefix("file:"), Self.lies(file, in: folder) {
            try refuseItself(file, location)
            return
        }
        throw DatabaseFailure(
            kind: .notAllowed,
            message: file.map { "the file \($0) is outside the folder of the database" }
                ?? "a file must be in the folder of the database, and be named as a text",
            statement: statement,
            advice:
                "A revision cannot make Athanor read or write files elsewhere. "
                + (folder.map { "Write the path of a file in \($0.text) in single quotes." }
                    ?? "This database is in no folder: it can attach only ':memory:'."))
    }

    /// Refuses the database file itself: SQLite treats the two as separate databases and locks each, so the revision's
    /// transaction would wait for itself.
    private func refuseItself(_ file: String, _ location: SQLiteLocation) throws(DatabaseFailure) {
        guard case .file(let path) = location, FileManager.default.fileExists(atPath: path),
            RealPath(URL(fileURLWithPath: file).path) == RealPath(path)
        else { return }
        throw DatabaseFailure(
            kind: .notAllowed, message: "the file \(file) is the database itself", statement: statement,
            advice: "Name its tables as they are, or with the schema main.")
    }

    private static func lies(_ file: String, in folder: RealPath) -> Bool {
        let path = URL(fileURLWithPath: file).path
        let isThere = FileManager.default.fileExists(atPath: path)
        // A dangling link would make SQLite create the file at the link's target.
        if !isThere, (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil { return false }
        return RealPath(isThere ? path : Self.folder(of: path)).lies(in: folder)
    }

    private static func folder(of path: String) -> String {
        URL(fileURLWithPath: path).deletingLastPathComponent().path
    }
}
