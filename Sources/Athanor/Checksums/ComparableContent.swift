import Foundation

/// Operations as a text that is the same for the same operations in every process.
///
/// The text is made by reflection: the names of types, the labels and their values. Properties that are `nil` are
/// omitted, so that a new optional property does not change the text. SQL that runs as written is represented by its
/// tokens. Places in files are not included. Code cannot be inspected.
struct ComparableContent {
    /// The text.
    let text: String
    /// Whether the values contained code.
    let holdsCode: Bool

    init(of operations: [any MigrationOperation], reader: any ScriptReader) {
        self.init(reader) { $0.text(of: operations) }
    }

    /// The content of a statement of a script, with the values for its placeholders.
    init(of statement: ScriptStatement, values: [Value], reader: any ScriptReader) {
        self.init(reader) { $0.text(ofStatement: statement) + $0.text(ofBound: values) }
    }

    /// The content of rows to insert.
    init(of rows: RowsToInsert, reader: any ScriptReader) {
        self.init(reader) { $0.text(of: rows) }
    }

    /// The updates of a backfill, without what a run may change between batches: their size and the pauses.
    init(ofUpdates backfill: Backfill, reader: any ScriptReader) {
        self.init(reader) { writer in
            let parts: [Any] = [backfill.table, backfill.assignments, backfill.condition as Any]
            return parts.map { writer.text(of: $0) }.joined(separator: ", ")
        }
    }

    private init(_ reader: any ScriptReader, _ write: (inout ComparableValueWriter) -> String) {
        var writer = ComparableValueWriter(scripts: ComparableScripts(reader: reader))
        text = write(&writer)
        holdsCode = writer.holdsCode
    }
}

/// Writes values as text.
private struct ComparableValueWriter {
    let scripts: ComparableScripts
    private(set) var holdsCode = false
    /// The objects around the value that is being written. Objects may refer to each other in a cycle.
    private var enclosing: Set<ObjectIdentifier> = []

    init(scripts: ComparableScripts) {
        self.scripts = scripts
    }

    mutating func text(of value: Any) -> String {
        switch value {
        case let value as Value: text(ofRowValue: value)
        case let text as String: text.comparableQuoted
        case let text as ExactText: text.text.comparableQuoted
        case let flag as Bool: "\(flag)"
        case let number as any BinaryInteger: "\(number)"
        case let number as Double: "\(number)"
        case let execute as ExecuteSQL: text(ofSQL: execute)
        case let bound as ExecuteSQL.BoundScript: text(ofBound: bound, files: .none)
        case let query as ViewQuery: scripts.text(of: query)
        case let slice as SourceSlice: scripts.text(of: slice)
        case let name as QualifiedName: text(ofName: name)
        case let target as FreshnessTarget: text(ofTarget: target)
        case let patience as SwapPatience: text(ofPatience: patience)
        case let duration as Duration:
            "\(duration.components.seconds).\(duration.components.attoseconds)"
        case let date as Date: "\(date.timeIntervalSinceReferenceDate)"
        case let data as Data: "\(Array(data))"
        // The internal structure of these types belongs to their libraries.
        case is UUID, is URL, is Decimal, is Character, is Substring:
            String(describing: value).comparableQuoted
        default: text(reflecting: RecordedForm.of(value) ?? value)
        }
    }

    private func text(ofRowValue value: Value) -> String {
        switch value {
        case .null: "NULL"
        case .boolean(let flag): "\(flag)"
        case .integer(let number): "\(number)"
        case .double(let number): "double \(number)"
        case .text(let text): text.comparableQuoted
        case .bytes(let bytes): "bytes \(bytes)"
        }
    }

    /// The text that reflection gave when the parts of a name were stored as strings. Recorded checksums contain it.
    private func text(ofName name: QualifiedName) -> String {
        let schema = name.schema.map { "schema: \($0.comparableQuoted), " } ?? ""
        return "QualifiedName(\(schema)name: \(name.name.comparableQuoted))"
    }

    /// The text that reflection gave when intervals had a type of their own, and cron expressions were strings. Recorded
    /// checksums contain it.
    private mutating func text(ofTarget target: FreshnessTarget) -> String {
        switch target {
        case .every(let interval):
            let (seconds, fraction) = interval.components
            // Such a target is refused when the run is planned.
            let rest = fraction == 0 ? "" : ", attoseconds: \(fraction)"
            return "FreshnessTarget.every(RefreshInterval(seconds: \(seconds)\(rest)))"
        case .cron(let schedule):
            let zone = schedule.timeZone.comparableQuoted
            return "FreshnessTarget.cron((.0: \(schedule.expression.comparableQuoted), timeZone: \(zone)))"
        case .after, .manual: return text(reflecting: target)
        }
    }

    /// The text that reflection gave when these limits were durations. Recorded checksums contain it.
    private mutating func text(ofPatience patience: SwapPatience) -> String {
        let deadline = patience.deadline.exactDuration.map { text(of: $0) } ?? "unlimited"
        let end = patience.givingUpAfter.exactDuration.map { text(of: $0) } ?? "unlimited"
        return "SwapPatience(deadline: \(deadline), givingUpAfter: \(end))"
    }

    private mutating func text(ofSQL execute: ExecuteSQL) -> String {
        let reverse = execute.reverse.map { ", reverse: \(text(ofBound: $0, files: execute.definitionFiles))" } ?? ""
        return "ExecuteSQL(\(text(ofBound: execute.sql, files: execute.definitionFiles))\(reverse))"
    }

    private mutating func text(ofBound bound: ExecuteSQL.BoundScript, files: DefinitionFiles) -> String {
        let statements = scripts.statements(of: bound, files: files)
        let texts = statements?.map { text(ofStatement: $0) }
        // A script that cannot be split is compared as text.
        let script = texts.map { "[\($0.joined(separator: "; "))]" } ?? bound.script.text.comparableQuoted
        return script + text(ofBound: bound.values)
    }

    mutating func text(ofStatement statement: ScriptStatement) -> String {
        statement.freshness.map { text(reflecting: $0) } ?? scripts.text(of: statement)
    }

    /// The values for placeholders, to follow the SQL.
    mutating func text(ofBound values: [Value]) -> String {
        values.isEmpty ? "" : " with \(text(of: values))"
    }

    private mutating func text(reflecting value: Any) -> String {
        let mirror = Mirror(reflecting: value)
        let type = RecordedForm.typeName(of: value)
        switch mirror.displayStyle {
        case .optional: return mirror.children.first.map { text(of: $0.value) } ?? "nil"
        case .collection: return "[\(mirror.children.map { text(of: $0.value) }.joined(separator: ", "))]"
        // Sets and dictionaries have no order.
        case .set, .dictionary:
            let texts = mirror.children.map { text(of: $0.value) }
            // Swift's order, because recorded checksums use it; by bytes for texts that Swift treats as equal.
            let sorted = texts.sorted { $0 == $1 ? ExactText($0) < ExactText($1) : $0 < $1 }
            return "{\(sorted.joined(separator: ", "))}"
        case .tuple: return "(\(mirror.children.map { labelled($0) }.joined(separator: ", ")))"
        case .enum:
            guard let payload = mirror.children.first else {
                return "\(type).\(String(describing: value).comparableQuoted)"
            }
            return "\(type).\(payload.label ?? "")(\(text(of: payload.value)))"
        case .class: return text(ofObject: value as AnyObject, mirror, type)
        default: return text(ofProperties: mirror, value, type)
        }
    }

    private mutating func text(ofObject object: AnyObject, _ mirror: Mirror, _ type: String) -> String {
        guard enclosing.insert(ObjectIdentifier(object)).inserted else { return type }
        defer { enclosing.remove(ObjectIdentifier(object)) }
        return text(ofProperties: mirror, object, type)
    }

    private mutating func text(ofProperties mirror: Mirror, _ value: Any, _ type: String) -> String {
        var properties = Array(mirror.children)
        var ancestor = mirror.superclassMirror
        while let next = ancestor {
            properties += next.children
            ancestor = next.superclassMirror
        }
        guard properties.isEmpty, mirror.displayStyle == nil else {
            let written = properties.compactMap { property in
                Self.isNil(property.value)
                    ? RecordedForm.text(ofNil: property.label, in: value).map { labelled((property.label, $0)) }
                    : labelled(property)
            }
            return "\(type)(\(written.joined(separator: ", ")))"
        }
        if type.contains("->") {
            holdsCode = true
            return "code"
        }
        return "\(type) \(String(describing: value).comparableQuoted)"
    }

    private mutating func labelled(_ child: Mirror.Child) -> String {
        "\(child.label.map { "\($0): " } ?? "")\(text(of: child.value))"
    }

    private static func isNil(_ value: Any) -> Bool {
        let mirror = Mirror(reflecting: value)
        return mirror.displayStyle == .optional && mirror.children.isEmpty
    }
}
