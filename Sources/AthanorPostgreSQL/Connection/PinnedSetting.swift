/// A setting that Athanor pins to a fixed value for a while, so that the session's configuration does not matter.
struct PinnedSetting: Sendable {
    let name: String
    let value: String
    /// The setting that keeps the session's value in the meantime.
    let kept: String

    init(_ name: String, _ value: String, keptAs kept: String? = nil) {
        (self.name, self.value) = (name, value)
        self.kept = kept ?? "athanor.\(name.lowercased())"
    }

    /// The same setting, kept elsewhere: for use around several changes.
    func kept(as kept: String) -> PinnedSetting { PinnedSetting(name, value, keptAs: kept) }

    /// An SQL expression that copies the session's value to ``kept`` until the transaction ends.
    var keeping: String { Self.set(kept, to: "pg_catalog.current_setting('\(name)')") }

    /// An SQL expression that sets the fixed value until the transaction ends.
    var pinning: String { Self.set(name, to: "'\(value)'") }

    /// An SQL expression that restores the session's value until the transaction ends.
    var leaving: String { Self.set(name, to: "pg_catalog.current_setting('\(kept)')") }

    private static func set(_ name: String, to value: String) -> String {
        "pg_catalog.set_config('\(name)', \(value), true)"
    }
}

extension PinnedSetting {
    /// The settings by which the server writes constants and names and reads them back, nearly as `pg_dump` sets them.
    /// A number would lose digits under another `extra_float_digits`, and a NULL in an array would become a text
    /// without `array_nulls`. Money must be written and read under the same `lc_monetary`, whichever that is.
    static let texts = [
        PinnedSetting("extra_float_digits", "1"), PinnedSetting("DateStyle", "ISO"),
        PinnedSetting("IntervalStyle", "postgres"), PinnedSetting("quote_all_identifiers", "off"),
        PinnedSetting("array_nulls", "on"), PinnedSetting("xmloption", "content"),
        PinnedSetting("transform_null_equals", "off"), PinnedSetting("bytea_output", "hex"),
        PinnedSetting("lc_monetary", "C"),
    ]
}
