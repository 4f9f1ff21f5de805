import Foundation

/// A schema in a file of JSON, which can be compared without its database.
struct SchemaSnapshotFile<Contents: SchemaContents>: Codable {
    /// The format of the file.
    let athanorSchema: Int
    /// The system of the database, such as `postgresql`.
    let database: String
    /// The schema.
    let schema: Contents

    /// The format that this version writes.
    private static var format: Int { 1 }

    init(_ schema: Contents, of kind: DatabaseKind) {
        athanorSchema = Self.format
        database = kind.name
        self.schema = schema
    }

    /// Reads a file.
    /// - Throws: ``SchemaStateError``.
    static func read(_ source: SourceText, of kind: DatabaseKind) throws(SchemaStateError) -> Contents {
        let data = Data(source.text.utf8)
        guard let head = try? JSONDecoder().decode(SnapshotHead.self, from: data) else {
            throw SchemaStateError(
                "\(source.path) is not a snapshot of a schema",
                advice: "`athanor dump --format json` writes one. Give files of SQL names that end in .sql.")
        }
        guard head.athanorSchema == Self.format else {
            throw SchemaStateError(
                "\(source.path) has format \(head.athanorSchema), and this version of Athanor reads \(Self.format)",
                advice: "Write the snapshot again with this version.")
        }
        guard head.database == kind.name else {
            throw SchemaStateError(
                "\(source.path) is a schema of \(head.database), not of \(kind.name)",
                advice: "Compare schemas of the same database system.")
        }
        do {
            return try JSONDecoder().decode(Self.self, from: data).schema
        } catch {
            throw SchemaStateError(
                "\(source.path) cannot be read as a snapshot: \(error)",
                advice: "Write the snapshot again with this version.")
        }
    }

    /// The text of the file. It is the same for equal schemas.
    /// - Throws: errors of the encoder.
    func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }
}

/// The part of a snapshot file that says how to read the rest.
private struct SnapshotHead: Decodable {
    let athanorSchema: Int
    let database: String
}

/// An error: a state of a schema cannot be made or read.
package struct SchemaStateError: ExplainedError {
    /// The problem, and what to do.
    package let explanation: Explanation

    init(_ message: String, notes: [Explanation.Note] = [], state: String? = nil, advice: String) {
        explanation = Explanation(message, notes: notes, state: state, advice: advice)
    }

    init(_ explanation: Explanation) {
        self.explanation = explanation
    }
}
