internal import Athanor

/// A PRAGMA statement. (https://sqlite.org/pragma.html)
struct Pragma {
    /// The database that it names, as it is written; `nil` for none.
    let schema: String?
    /// Its name in lower case, without a schema.
    let name: String
    /// What it is set to, in lower case; `nil` when it is only asked.
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
            value = rest.first.map { ($0.name ?? $0.text).asciiLowercased }
        } else {
            value = nil
        }
    }

    /// Whether SQLite refuses it inside a transaction.
    var isRefusedInTransaction: Bool {
        ["journal_mode", "synchronous", "temp_store", "wal_checkpoint"].contains(name)
    }

    /// Whether it asks that foreign keys not be enforced.
    var turnsForeignKeysOff: Bool {
        name == "foreign_keys" && ["off", "0", "false", "no"].contains(value ?? "")
    }

    /// What gives the setting back that it changed for the session, if it is to be given back at that moment.
    func restoring(_ moment: SessionSetting.Moment) -> Statement? {
        guard value != nil, let setting = SessionSetting.named(name), setting.moment == moment else { return nil }
        return setting.restoring(in: schema)
    }
}
