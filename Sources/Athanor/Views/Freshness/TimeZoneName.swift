internal import Foundation

/// The time zones that a target may name: those of the IANA database.
///
/// Foundation also accepts abbreviations and offsets. They are rejected, because `EST` is a zone without daylight
/// saving time, and because the sign of `GMT+3` is the opposite of that of `Etc/GMT+3`.
enum TimeZoneName {
    /// Returns the zone of a name.
    /// - Throws: ``FreshnessTargetError`` if there is none.
    static func zone(_ name: String) throws(FreshnessTargetError) -> TimeZone {
        if let meant = TimeZone.abbreviationDictionary[name], !isUniversal(name) {
            throw FreshnessTargetError(
                "\"\(name)\" is an abbreviation, not a time zone",
                advice: "Write the name of the zone, perhaps \(meant).")
        }
        if name.hasPrefix("GMT"), !isUniversal(name) {
            throw FreshnessTargetError(
                "\"\(name)\" is an offset, not a time zone",
                advice: "Write a zone of the IANA database, such as Europe/Berlin, or UTC.")
        }
        guard let zone = TimeZone(identifier: name) else {
            throw FreshnessTargetError("there is no time zone \"\(name)\"", advice: advice(for: name))
        }
        return zone
    }

    /// Returns whether a zone of this name exists.
    static func isKnown(_ name: String) -> Bool { (try? zone(name)) != nil }

    private static func isUniversal(_ name: String) -> Bool { name == "UTC" || name == "GMT" }

    private static func advice(for name: String) -> String {
        let wanted = name.lowercased().replacing(" ", with: "_")
        let zones = Dictionary(
            (TimeZone.knownTimeZoneIdentifiers + ["UTC"]).map { ($0.lowercased(), $0) }, uniquingKeysWith: { $1 })
        let ofCity = zones.keys.filter { $0.split(separator: "/").last == wanted[...] }
        let nearest = ofCity.isEmpty ? NearestNames(to: wanted, among: zones.keys).names : ofCity.sorted()
        let names = nearest.compactMap { zones[$0] }
        return names.isEmpty
            ? "Write a name of the IANA database, such as Europe/Berlin or America/New_York, or UTC."
            : "Did you mean \(names.joined(separator: " or "))? Names are case-sensitive."
    }
}
