/// How far a revision of several parts has come that was stopped between them.
struct RevisionProgress: Sendable {
    /// One part.
    struct Part: Sendable {
        /// Its place among the revision's parts, counted from 0.
        let segment: Int
        let fingerprint: String
        let isFinished: Bool
        /// The key of the last row that a backfill has updated; `nil` before the first.
        let position: [Value]?
        /// How many rows a backfill has updated.
        let rows: Int64
    }

    /// The parts that are finished or begun, in order.
    let parts: [Part]

    var finished: Set<Int> { Set(parts.filter(\.isFinished).map(\.segment)) }

    func part(_ segment: Int) -> Part? { parts.first { $0.segment == segment } }
}

/// The table that holds the progress of revisions that were stopped between their parts.
struct ProgressTable: Sendable {
    let dialect: any Dialect

    private var table: String { dialect.name(of: .progress) }

    /// The revisions that are half done, with their directions.
    func revisionsUnderWay(
        on connection: any Connection
    ) async throws -> [(revision: RevisionID, direction: String, finishedParts: Int)] {
        let rows = try await connection.query(
            """
            SELECT revision, direction, sum(CASE WHEN finished THEN 1 ELSE 0 END) AS finished_parts
            FROM \(table)
            GROUP BY revision, direction
            ORDER BY revision, direction
            """)
        return try rows.map {
            (
                RevisionID(try $0.text("revision")), try $0.text("direction"),
                Int(try $0.integer("finished_parts"))
            )
        }
    }

    /// How far a revision has come.
    func read(_ step: RevisionStep, on connection: any Connection) async throws -> RevisionProgress {
        let rows = try await connection.query(
            """
            SELECT segment, fingerprint, finished, position, rows
            FROM \(table)
            WHERE revision = $1 AND direction = $2
            ORDER BY segment
            """, Self.key(step))
        return RevisionProgress(
            parts: try rows.map { row in
                RevisionProgress.Part(
                    segment: Int(try row.integer("segment")), fingerprint: try row.text("fingerprint"),
                    isFinished: try row.boolean("finished"),
                    position: try row.textIfAny("position").flatMap(StoredKey.values(in:)),
                    rows: try row.integer("rows"))
            })
    }

    /// Notes how far a part has come.
    func noting(
        _ segment: Int, of step: RevisionStep, fingerprint: String, isFinished: Bool, position: [Value]? = nil,
        rows: Int64 = 0
    ) -> Statement {
        Statement(
            """
            INSERT INTO \(table) (revision, direction, segment, fingerprint, finished, position, rows)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (revision, direction, segment)
            DO UPDATE SET fingerprint = excluded.fingerprint, finished = excluded.finished, position = excluded.position,
                rows = excluded.rows
            """,
            Self.key(step) + [
                .integer(Int64(segment)), .text(fingerprint), .boolean(isFinished),
                Value(position.map(StoredKey.text(of:))), .integer(rows),
            ])
    }

    /// Forgets a revision that is finished.
    func forgetting(_ step: RevisionStep) -> Statement {
        Statement("DELETE FROM \(table) WHERE revision = $1 AND direction = $2", Self.key(step))
    }

    /// Forgets everything.
    var forgettingAll: Statement { Statement("DELETE FROM \(table)") }

    private static func key(_ step: RevisionStep) -> [Value] {
        [.text(step.revision.rawValue), .text("\(step.direction)")]
    }
}

/// The key of a row as the progress table holds it: each value with a letter for its kind, divided by line breaks.
enum StoredKey {
    static func text(of values: [Value]) -> String {
        values.map { value in
            switch value {
            case .null: "n"
            case .boolean(let flag): flag ? "b1" : "b0"
            case .integer(let number): "i\(number)"
            case .double(let number): "d\(number)"
            case .text(let text): "t" + text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
            case .bytes(let bytes): "x" + bytes.map { String($0) }.joined(separator: " ")
            }
        }.joined(separator: "\n")
    }

    /// - Returns: `nil` for a text that is none of these.
    static func values(in text: String) -> [Value]? {
        var values: [Value] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let rest = line.dropFirst()
            switch line.first {
            case "n": values.append(.null)
            case "b": values.append(.boolean(rest == "1"))
            case "i":
                guard let number = Int64(rest) else { return nil }
                values.append(.integer(number))
            case "d":
                guard let number = Double(rest) else { return nil }
                values.append(.double(number))
            case "t": values.append(.text(unescaped(rest)))
            case "x": values.append(.bytes(rest.split(separator: " ").compactMap { UInt8($0) }))
            default: return nil
            }
        }
        return values
    }

    private static func unescaped(_ text: Substring) -> String {
        var result = ""
        var isEscaped = false
        for character in text {
            if isEscaped {
                result.append(character == "n" ? "\n" : character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else {
                result.append(character)
            }
        }
        return result
    }
}

/// A revision was stopped between its parts, and what is to run now is something else.
public enum HalfDoneRevision: Error, Sendable, Hashable, ExplainedError {
    /// The run does not go on with it.
    case elsewhere(RevisionID, direction: String, finishedParts: Int)
    /// A part that is finished is not what the revision says now.
    case edited(RevisionID, path: String, part: String)

    /// What is half done, and how to go on.
    public var explanation: Explanation {
        var explanation: Explanation
        switch self {
        case .elsewhere(let id, let direction, let finished):
            explanation = Explanation(
                "revision \(id) is half done: its \(direction) was stopped after \(finished) parts")
            explanation.advice =
                "Run `athanor \(direction)` again to finish it. If you have brought the database to another state by hand, "
                + "`athanor stamp` with the revision that it is at forgets the half."
        case .edited(let id, let path, let part):
            explanation = Explanation(
                "\(path): revision \(id) is half done, and a part that was committed is not what the file says now")
            explanation.advice =
                "Part: \(part). Put back what the file said, and run again; or bring the database by hand to the state "
                + "before or after the revision, and `athanor stamp` it."
        }
        explanation.state = "Nothing was changed by this run."
        return explanation
    }
}
