extension FreshnessTarget {
    /// The target as recorded, in the format of ``init(parsing:)``: `every 5 minutes`, `cron 0 4 * * * Asia/Tokyo`,
    /// `after reporting.other`, `manual`.
    public var description: String {
        switch self {
        case .every(let interval): "every \(RefreshInterval(interval))"
        case .cron(let schedule):
            "cron \(schedule.expression.split(whereSeparator: \.isWhitespace).joined(separator: " ")) \(schedule.timeZone)"
        case .after(let other): "after \(ViewNameText.text(of: other))"
        case .manual: "manual"
        }
    }

    /// Reads a target in the format of ``description``, or a shorter form: `every 5m`, `every hour`, `every 1h30m`,
    /// `cron @daily Europe/Berlin`, `cron "0 4 * * *"`. A cron expression without a time zone is in UTC.
    /// - Throws: ``FreshnessTargetError``, also for a target that `check()` rejects.
    public init(parsing text: String) throws(FreshnessTargetError) {
        var rest = text[...]
        rest = rest.drop { $0.isWhitespace }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        let word = rest.prefix { !$0.isWhitespace }
        let argument = rest[word.endIndex...].drop(while: \.isWhitespace)
        switch word.lowercased() {
        case "every": self = .every(try RefreshInterval(parsing: argument).duration)
        case "cron": self = try Self.cron(parsing: argument)
        case "after": self = .after(try ViewNameText.name(argument))
        case "manual" where argument.isEmpty: self = .manual
        case "manual":
            throw FreshnessTargetError(
                "`manual` takes no argument, but \"\(argument)\" follows", advice: "Write `manual` alone.")
        case "":
            throw FreshnessTargetError("the freshness target is empty", advice: Self.forms)
        case let other:
            let nearest = NearestNames(to: other, among: ["every", "cron", "after", "manual"]).names
            let suggestion = nearest.isEmpty ? "" : "Did you mean `\(nearest.joined(separator: "` or `"))`? "
            throw FreshnessTargetError(
                "\"\(rest)\" is not a freshness target: it begins with \"\(word)\"", advice: suggestion + Self.forms)
        }
        try check()
    }

    private static let forms =
        "Write `every 5 minutes`, `cron 0 4 * * * Asia/Tokyo`, `after other_view` or `manual`."

    private static func cron(parsing argument: Substring) throws(FreshnessTargetError) -> FreshnessTarget {
        let expression: Substring
        var zone: Substring
        if let quote = argument.first, quote == "\"" || quote == "'" {
            let rest = argument.dropFirst()
            guard let end = rest.firstIndex(of: quote) else {
                throw FreshnessTargetError(
                    "the quote before the cron expression is not closed", advice: "Write `cron \"0 4 * * *\" UTC`.")
            }
            expression = rest[..<end]
            zone = rest[rest.index(after: end)...]
        } else {
            let words = argument.split(whereSeparator: \.isWhitespace)
            let last = argument.first == "@" ? words.first : words.prefix(5).last
            guard let last else { throw CronExpression.wrongCount(of: [], in: String(argument)) }
            let hasZoneTooEarly = words.count < 6 && argument.first != "@" && TimeZoneName.isKnown(String(last))
            guard !hasZoneTooEarly else {
                throw CronExpression.wrongCount(of: words.dropLast(), in: String(argument[..<last.startIndex]))
            }
            expression = argument[..<last.endIndex]
            zone = argument[last.endIndex...]
        }
        zone = zone.drop { $0.isWhitespace }
        if let sixth = zone.first, !sixth.isLetter || zone.contains(where: \.isWhitespace) {
            let words = argument.filter { $0 != "\"" && $0 != "'" }.split(whereSeparator: \.isWhitespace)
            let isZoneLast = words.last.map { TimeZoneName.isKnown(String($0)) } ?? false
            throw CronExpression.wrongCount(
                of: isZoneLast ? words.dropLast() : words[...], in: words.joined(separator: " "))
        }
        return .cron(
            try CronSchedule(
                expression.split(whereSeparator: \.isWhitespace).joined(separator: " "),
                timeZone: zone.isEmpty ? "UTC" : String(zone)))
    }
}

/// Reads and writes a view's name as in SQL: in quotes if needed.
enum ViewNameText {
    static func text(of name: QualifiedName) -> String {
        (name.schema.map { quoted($0) + "." } ?? "") + quoted(name.name)
    }

    private static func quoted(_ name: String) -> String {
        let isPlain =
            name.utf8.first.map(beginsWord) == true
            && name.utf8.allSatisfy { beginsWord($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "$") }
        return isPlain ? name : name.quoted(by: "\"")
    }

    private static func beginsWord(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "_") || byte >= 0x80
    }

    /// Reads a name. A name without quotes is converted to lower case, as in SQL.
    /// - Throws: ``FreshnessTargetError`` for anything other than one name.
    static func name(_ text: Substring) throws(FreshnessTargetError) -> QualifiedName {
        guard let (name, end) = prefix(of: text), end == text.endIndex else {
            throw FreshnessTargetError(
                text.isEmpty
                    ? "after `after`, the name of another view is missing" : "\"\(text)\" is not the name of a view",
                advice:
                    "Write it as in SQL: `after daily_usage`, `after reporting.daily_usage`, `after \"Daily Usage\"`.")
        }
        return name
    }

    /// Returns the name at the beginning of a text, and where it ends; `nil` if there is none.
    static func prefix(of text: Substring) -> (name: QualifiedName, end: Substring.Index)? {
        guard let (first, end) = part(of: text) else { return nil }
        guard end < text.endIndex, text[end] == "." else { return (QualifiedName(schema: nil, name: first), end) }
        guard let (second, last) = part(of: text[text.index(after: end)...]) else { return nil }
        return (QualifiedName(schema: first, name: second), last)
    }

    private static func part(of text: Substring) -> (String, Substring.Index)? {
        guard text.first == "\"" else {
            let word = text.utf8.prefix {
                beginsWord($0) || (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "$")
            }
            guard let first = word.first, !(0x30...0x39).contains(first), first != UInt8(ascii: "$") else { return nil }
            // Only the letters A to Z: lower case of other letters differs between systems.
            let folded = word.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
            return (String(decoding: folded, as: UTF8.self), word.endIndex)
        }
        var name = ""
        var rest = text.dropFirst()
        while let end = rest.firstIndex(of: "\"") {
            name += rest[..<end]
            rest = rest[rest.index(after: end)...]
            guard rest.first == "\"" else { return name.isEmpty ? nil : (name, rest.startIndex) }
            name += "\""
            rest.removeFirst()
        }
        return nil
    }
}
