internal import Athanor

/// The change of a column's type, as far as PostgreSQL's own types are concerned.
struct ColumnTypeChange {
    private let old: TypeName
    private let new: TypeName

    init(from old: ExactText, to new: ExactText) {
        self.old = TypeName(old.text)
        self.new = TypeName(new.text)
    }

    /// Whether the server converts the values by itself, so that no expression is needed.
    var isAutomatic: Bool { old.base == new.base || new.isText || Self.families.contains { $0.isSuperset(of: both) } }

    /// The expression that converts the values.
    func conversion(of column: String) -> String {
        let (present, desired) = (old.element, new.element)
        let hasCast =
            Self.casts[present]?.contains(desired) == true
            || Self.families.contains { $0.isSuperset(of: [present, desired]) }
        // Where there is no cast, the value's text may be one of the new type.
        let isDirect = hasCast || present == desired || Self.strings.contains(present)
        let text = old.isArray && new.isArray ? "::text[]" : "::text"
        return "\(column)\(isDirect ? "" : text)::\(new.text)"
    }

    /// Whether foreign keys between columns of the two types are possible.
    var keepsKeys: Bool {
        old.base == new.base || Self.integers.isSuperset(of: both) || Self.texts.isSuperset(of: both)
    }

    /// The dangers, where the table has rows.
    var hazards: Set<Hazard> {
        if isFree { return [] }
        return isSafe ? [.rewrite, .blocksReaders] : [.rewrite, .blocksReaders, .failsWithRows]
    }

    private var both: Set<String> { [old.base, new.base] }

    /// Whether the stored values stay as they are.
    private var isFree: Bool {
        if old.base == "character varying", new.base == "text" { return true }
        if old.base == "text", new.base == "character varying" { return new.arguments.isEmpty }
        guard old.base == new.base else { return false }
        guard !new.arguments.isEmpty else { return Self.limited.contains(new.base) }
        guard let (oldLimit, newLimit) = limits, oldLimit <= newLimit else { return false }
        switch new.base {
        case "numeric": return old.scale == new.scale
        case "character varying", "bit varying", "timestamp without time zone", "timestamp with time zone",
            "time without time zone", "time with time zone", "interval":
            return true
        default: return false
        }
    }

    /// Whether every value can be converted.
    private var isSafe: Bool {
        if new.isText { return new.arguments.isEmpty || old.base == new.base && isWider }
        if old.base == new.base {
            if new.base == "numeric" { return isWider }
            // Digits of seconds are rounded.
            return new.arguments.isEmpty || Self.rounded.contains(new.base) || isWider
        }
        return Self.safeConversions[old.base]?.contains(new.base) == true && new.arguments.isEmpty
    }

    /// Whether a value that fits into the old type fits into the new one.
    private var isWider: Bool {
        guard let (oldLimit, newLimit) = limits else { return new.arguments.isEmpty }
        // Digits before the point.
        return oldLimit - old.scale <= newLimit - new.scale
    }

    private var limits: (Int, Int)? {
        guard let old = old.arguments.first, let new = new.arguments.first else { return nil }
        return (old, new)
    }

    private static let integers: Set<String> = ["smallint", "integer", "bigint"]
    private static let texts: Set<String> = ["text", "character varying"]

    /// Types whose values can be converted to any type.
    private static let strings: Set<String> = ["text", "character varying", "character", "name"]

    /// Conversions besides those by assignment, and between the types of a family.
    private static let casts: [String: Set<String>] = [
        "boolean": ["integer"],
        "smallint": ["money"],
        "integer": ["boolean", "bit", "money"],
        "bigint": ["bit", "money"],
        "numeric": ["money"],
        "money": ["numeric"],
        "bit": ["integer", "bigint"],
        "jsonb": ["boolean", "smallint", "integer", "bigint", "numeric", "real", "double precision"],
        "timestamp without time zone": ["time without time zone"],
        "timestamp with time zone": ["time without time zone", "time with time zone"],
        "time without time zone": ["time with time zone", "interval"],
        "time with time zone": ["time without time zone"],
        "interval": ["time without time zone"],
        "macaddr": ["macaddr8"], "macaddr8": ["macaddr"],
        "point": ["box"], "lseg": ["point"], "path": ["polygon"], "box": ["circle", "lseg", "point", "polygon"],
        "polygon": ["path", "box", "circle", "point"], "circle": ["box", "point", "polygon"],
    ]

    /// Types between which values are converted by assignment.
    private static let families: [Set<String>] = [
        ["smallint", "integer", "bigint", "numeric", "real", "double precision"],
        ["text", "character varying", "character", "name"],
        ["date", "timestamp without time zone", "timestamp with time zone"],
        ["json", "jsonb"], ["bit", "bit varying"], ["inet", "cidr"],
    ]

    /// Types whose values are not converted when a limit is removed.
    private static let limited: Set<String> = [
        "character varying", "numeric", "bit varying", "timestamp without time zone", "timestamp with time zone",
        "time without time zone", "time with time zone", "interval",
    ]

    /// Types whose limit rounds values.
    private static let rounded: Set<String> = [
        "timestamp without time zone", "timestamp with time zone", "time without time zone", "time with time zone",
        "interval",
    ]

    /// Conversions that succeed for every value.
    private static let safeConversions: [String: Set<String>] = [
        "smallint": ["integer", "bigint", "numeric", "real", "double precision"],
        "integer": ["bigint", "numeric", "real", "double precision", "boolean"],
        "bigint": ["numeric", "real", "double precision"],
        "real": ["double precision"],
        "boolean": ["integer"],
        "date": ["timestamp without time zone", "timestamp with time zone"],
        "timestamp without time zone": ["timestamp with time zone", "date"],
        "timestamp with time zone": ["timestamp without time zone", "date"],
        "json": ["jsonb"], "jsonb": ["json"], "cidr": ["inet"],
    ]
}

/// The name of a type, as the server writes it, in parts: `timestamp(3) without time zone`.
private struct TypeName {
    /// The whole name.
    let text: String
    /// The name without its arguments.
    let base: String
    /// The limits in parentheses.
    let arguments: [Int]

    init(_ text: String) {
        self.text = text
        guard let opening = text.firstIndex(of: "("), let closing = text[opening...].firstIndex(of: ")"),
            case let parts = text[text.index(after: opening)..<closing].split(separator: ","),
            case let numbers = parts.compactMap({ Int($0) }), numbers.count == parts.count
        else {
            base = text
            arguments = []
            return
        }
        base = String(text[..<opening] + text[text.index(after: closing)...])
        arguments = numbers
    }

    /// The digits after the point, for `numeric`.
    var scale: Int { arguments.count > 1 ? arguments[1] : 0 }

    /// Whether it is a type for any text.
    var isText: Bool { base == "text" || base == "character varying" }

    var isArray: Bool { base.hasSuffix("[]") }

    /// The type of an array's elements without its arguments; the type itself if it is no array.
    var element: String { isArray ? String(base.dropLast(2)) : base }
}
