import AthanorPostgreSQL
import AthanorSQLite

@testable import Athanor
@testable import RevisionFiles
@testable import RevisionHistory

/// Reads a text as what people name revisions, relations, databases and times.
enum NameReading {
    private static let databases: [any DatabaseModule] = [PostgreSQL(), SQLite()]

    /// A graph with a branch, a merge, labels and a dependency.
    private static let graph = try? RevisionGraph([
        RevisionNode(id: "a1b2", downRevisions: []),
        RevisionNode(id: "b2c3", downRevisions: ["a1b2"], branchLabels: ["left"]),
        RevisionNode(id: "c3d4", downRevisions: ["a1b2"], branchLabels: ["right"], dependsOn: ["left"]),
        RevisionNode(id: "d4e5", downRevisions: ["b2c3", "c3d4"]),
        RevisionNode(id: "e5f6", downRevisions: ["d4e5"]),
    ])

    static func read(_ text: String) {
        readRevision(text)
        readIdentifiers(text)
        if let url = try? DatabaseURL(text) {
            _ = url.description
            _ = url.afterScheme
        }
        _ = CreateDate(text)
        _ = try? FreshnessTarget(parsing: text)
        _ = TextEncoding(name: text)
    }

    private static func readRevision(_ text: String) {
        guard let graph else { preconditionFailure("the graph is sound") }
        for rows: [RevisionID] in [[], ["b2c3"], ["b2c3", "c3d4"], ["e5f6"]] {
            do { _ = try graph.upgradePlan(to: text, from: rows) } catch { _ = error.description }
            do { _ = try graph.downgradePlan(to: text, from: rows) } catch { _ = error.description }
            do { _ = try graph.history(text, current: rows) } catch { _ = error.description }
        }
        do { _ = try graph.resolve(text) } catch { _ = error.description }
    }

    private static func readIdentifiers(_ text: String) {
        _ = QualifiedName(text).description
        for database in databases {
            let quoted = Array(database.dialect.quote(text).utf8)
            // Inside the quotes each quote has a second one beside it, so that none ends the name.
            let inner = quoted.dropFirst().dropLast()
            let quotes = inner.split(omittingEmptySubsequences: true) { $0 != UInt8(ascii: "\"") }
            precondition(
                quoted.count >= 2 && quoted.first == UInt8(ascii: "\"") && quoted.last == UInt8(ascii: "\"")
                    && quotes.allSatisfy { $0.count.isMultiple(of: 2) }, "an identifier that ends before its end")
        }
    }
}
