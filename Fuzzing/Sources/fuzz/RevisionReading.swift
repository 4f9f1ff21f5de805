import AthanorPostgreSQL
import AthanorSQLite

@testable import Athanor
@testable import RevisionFiles

/// Reads a text as a revision file: its header and its sections, statement by statement.
enum RevisionReading {
    private static let databases: [any DatabaseModule] = [PostgreSQL(), SQLite()]

    static func read(_ text: String) {
        let source = SourceText(path: "fuzzed.sql", text: text)
        let sections: [SourceSlice]
        do {
            let file = try SQLRevisionFile(source)
            if case .script(let downgrade) = file.downgrade {
                sections = [file.upgrade, downgrade]
            } else {
                sections = [file.upgrade]
            }
        } catch {
            _ = error.description
            // What stands in a file without a header is SQL nevertheless.
            sections = [source.all]
        }
        for database in databases {
            for section in sections { read(section, by: database.scriptReader) }
        }
    }

    private static func read(_ section: SourceSlice, by reader: any ScriptReader) {
        do {
            var end = section.utf8Range.lowerBound
            for statement in try reader.statements(in: section) {
                // Directives come after the statement that they are about, so that only statements stand in order.
                if statement.freshness == nil {
                    precondition(statement.slice.utf8Range.lowerBound >= end, "statements overlap")
                    end = statement.slice.utf8Range.upperBound
                    precondition(!statement.slice.text.isEmpty, "a statement without text")
                    precondition(!statement.slice.text.utf8.contains(0), "a statement that the client would cut short")
                }
                precondition(section.utf8Range.contains(statement.slice.utf8Range.lowerBound), "a statement elsewhere")
                _ = reader.definitionFile(in: statement)
            }
        } catch {
            _ = error.description
        }
        _ = try? reader.statementsWithPlaceholders(in: section)
    }
}
