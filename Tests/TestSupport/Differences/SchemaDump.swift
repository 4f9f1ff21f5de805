package import Athanor
internal import Foundation

/// The schema of a PostgreSQL database as `pg_dump` writes it. This judges changes of a schema, since it shares no code
/// with Athanor's own reader.
package struct SchemaDump: Sendable, Hashable {
    /// An entry: what `pg_dump` writes about one object.
    package struct Entry: Sendable, Hashable, Comparable {
        /// The entry's header, such as `Name: t; Type: TABLE; Schema: public; Owner: postgres`.
        package let header: ExactText
        /// The lines, without those that are not state. Where their order means nothing, they are sorted.
        package let lines: [ExactText]

        package static func < (one: Entry, other: Entry) -> Bool {
            one.header == other.header ? one.lines.lexicographicallyPrecedes(other.lines) : one.header < other.header
        }
    }

    /// The entries, sorted, since `pg_dump` writes them in an order that is not state.
    package let entries: [Entry]

    /// Reads the output of `pg_dump --schema-only`.
    package init(_ text: String) {
        var reading = DumpReading()
        for line in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            guard reading.read(String(Substring(line))) else { break }
        }
        entries = reading.finished()
    }

    /// Returns the lines that another dump has and this one lacks, and the other way round, each with its object. An
    /// object that is extra or missing as a whole has only its first line.
    package func differences(to desired: SchemaDump) -> [String] {
        func lines(_ dump: SchemaDump) -> [ExactText: [ExactText]] {
            Dictionary(dump.entries.map { ($0.header, $0.lines) }, uniquingKeysWith: +)
        }
        let (present, wanted) = (lines(self), lines(desired))
        return Set(present.keys).union(wanted.keys).sorted().flatMap { header -> [String] in
            let (has, wants) = (present[header] ?? [], wanted[header] ?? [])
            guard has != wants else { return [] }
            let object = Self.object(header.text)
            if wants.isEmpty { return ["\(object): extra: \(has[0].text)"] }
            if has.isEmpty { return ["\(object): missing: \(wants[0].text)"] }
            let changes = wants.difference(from: has)
            return changes.removals.map { "\(object): extra: \($0.line)" }
                + changes.insertions.map { "\(object): missing: \($0.line)" }
        }
    }

    /// A header for people: `TABLE public.t`.
    private static func object(_ header: String) -> String {
        guard header.hasPrefix("Name: "), let type = header.range(of: "; Type: ", options: .backwards),
            let schema = header.range(of: "; Schema: ", options: .backwards)
        else { return header }
        let name = header[..<type.lowerBound].dropFirst("Name: ".count)
        let schemaName = header[schema.upperBound...].prefix { $0 != ";" }
        let kind = header[type.upperBound..<schema.lowerBound]
        return schemaName == "-" ? "\(kind) \(name)" : "\(kind) \(schemaName).\(name)"
    }
}

extension CollectionDifference<ExactText>.Change {
    /// The line that is removed or inserted.
    fileprivate var line: String {
        switch self {
        case .insert(_, let line, _), .remove(_, let line, _): line.text.trimmingCharacters(in: .whitespaces)
        }
    }
}

/// The entries of a dump, while it is read line by line.
private struct DumpReading {
    private var entries: [SchemaDump.Entry] = []
    private var header: String?
    private var lines: [String] = []
    /// The line that sets another table access method than `heap`; it applies to the tables after it.
    private var accessMethod: String?

    /// The types of entries whose lines have no order: columns of tables, and privileges.
    private static let unordered: Set<Substring> = ["TABLE", "FOREIGN TABLE", "ACL", "DEFAULT ACL"]
    /// The types of entries that have a table access method.
    private static let withAccessMethod: Set<Substring> = ["TABLE", "MATERIALIZED VIEW"]

    /// Reads a line.
    /// - Returns: `false` at the end of the dump.
    mutating func read(_ line: String) -> Bool {
        if line.hasPrefix("-- Name: "), line.contains("; Type: ") {
            finishEntry()
            header = String(line.dropFirst("-- ".count))
        } else if line == "-- PostgreSQL database dump complete" {
            finishEntry()
            return false
        } else if line.hasPrefix("SET default_table_access_method = ") {
            accessMethod = line == "SET default_table_access_method = heap;" ? nil : line
        } else if !line.hasPrefix("SET default_tablespace = ") {
            // The name of a tablespace is in the header.
            lines.append(line)
        }
        return true
    }

    /// All entries, at the end of the dump.
    func finished() -> [SchemaDump.Entry] { entries.sorted() }

    private mutating func finishEntry() {
        defer {
            lines = []
            header = nil
        }
        guard let header else { return }
        // The lines `--` around the headers of this entry and of the next one.
        if lines.first == "--" { lines.removeFirst() }
        if lines.last == "--" { lines.removeLast() }
        while lines.first?.isEmpty == true { lines.removeFirst() }
        while lines.last?.isEmpty == true { lines.removeLast() }
        let type = Self.type(in: header)
        if let accessMethod, Self.withAccessMethod.contains(type) { lines.append(accessMethod) }
        if Self.unordered.contains(type) {
            lines = lines.filter { !$0.isEmpty }.map { $0.hasSuffix(",") ? String($0.dropLast()) : $0 }
        }
        let texts = lines.map { ExactText($0) }
        entries.append(
            SchemaDump.Entry(
                header: ExactText(header), lines: Self.unordered.contains(type) ? texts.sorted() : texts))
    }

    private static func type(in header: String) -> Substring {
        guard let start = header.range(of: "; Type: ", options: .backwards) else { return "" }
        return header[start.upperBound...].prefix { $0 != ";" }
    }
}
