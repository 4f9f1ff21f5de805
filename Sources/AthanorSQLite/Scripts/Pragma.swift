internal import Athanor

/// A PRAGMA statement. (https://sqlite.org/pragma.html)
struct Pragma {
    /// The database that the statement names, as it is written; `nil` for none.
    let schema: String?
    /// The pragma's name in lower case, without a schema.
    let name: String
    /// The new value, in lower case; `nil` when the statement only queries the pragma.
    let value: String?

    /// Reads `PRAGMA [schema.]name`, `PRAGMA [schema.]name = value` and `PRAGMA [schema.]name(value)`.
    init?(_ tokens: [Token]) {
        guard tokens.first?.isKeyword("PRAGMA") == true else { return nil }
        var rest = tokens.dropFirst()
        if rest.count >= 3, rest.dropFirst().first?.isPunctuation(".") == true {
            schema = rest.first?.name
            rest = rest.dropFirst(2)
        } else {
            schema = nil
        }
        guard let name = rest.popFirst()?.name else { return nil }
        self.name = name.asciiLowercased
        if let sign = rest.popFirst(), sign.isPunctuation("=") || sign.isPunctuation("(") {
            let number = rest.prefix { $0.isPunctuation("-") || $0.isPunctuation("+") }
            let isNegative = number.first?.isPunctuation("-") == true
            value = rest.dropFirst(number.count).first.map {
                (isNegative ? "-" : "") + ($0.name ?? $0.text).asciiLowercased
            }
        } else {
            value = nil
        }
    }

    /// Whether SQLite refuses it inside a transaction.
    var isRefusedInTransaction: Bool {
        ["journal_mode", "synchronous", "temp_store", "wal_checkpoint"].contains(name)
    }

    /// `true` if the statement turns enforcement of foreign keys on, `false` if it turns it off; `nil` for any other
    /// statement.
    var enforcesForeignKeys: Bool? {
        switchValue(of: "foreign_keys")
    }

    /// Returns `true` if the statement turns a switch on, `false` if it turns it off; `nil` for any other statement.
    func switchValue(of name: String) -> Bool? {
        guard self.name == name, let value else { return nil }
        return Self.isOn(value)
    }

    /// Reads a switch's value as SQLite does: unknown and negative values are off. Only the lowest byte of a number
    /// counts.
    private static func isOn(_ value: String) -> Bool {
        if ["on", "yes", "true"].contains(value) { return true }
        let digits =
            value.hasPrefix("0x")
            ? Int(value.dropFirst(2).prefix(8).prefix(while: \.isHexDigit), radix: 16)
            : Int(value.prefix(9).prefix { $0.isASCII && $0.isNumber })
        return (digits ?? 0) & 0xFF != 0
    }

    /// The mode without a journal on disk, if the statement sets one: a transaction then cannot be rolled back, or not
    /// after a crash. SQLite recognizes a mode by its first letters. A temporary database may have its journal in
    /// memory, because it is lost in a crash anyway. (https://sqlite.org/pragma.html#pragma_journal_mode)
    var unsafeJournalMode: JournalMode.Unsafe? {
        guard name == "journal_mode", let value, !value.isEmpty else { return nil }
        if JournalMode.Unsafe.off.rawValue.hasPrefix(value) { return .off }
        let isTemporary = schema?.isSameName(as: "temp") == true
        return JournalMode.Unsafe.memory.rawValue.hasPrefix(value) && !isTemporary ? .memory : nil
    }

    /// Whether the statement may set a journal mode that ends with the session. WAL is recorded in the file, and a new
    /// session uses DELETE for any other database.
    var setsJournalModeOfSession: Bool {
        guard name == "journal_mode", let value, schema.map(EmulatedView.isMain) ?? true else { return false }
        return !["delete", "wal"].contains { $0.hasPrefix(value) }
    }

    /// Returns the statement that restores the setting it changed for the session, if that is due at this moment.
    func restoring(_ moment: SessionSetting.Moment) -> SQLStatement? {
        guard value != nil, let setting = SessionSetting.named(name), setting.moment == moment else { return nil }
        return setting.restoring(in: schema)
    }
}
