internal import Foundation

/// A day as the clocks of a time zone show it. Moments are in seconds since 1970 in UTC.
struct ZonedDay {
    private let zone: TimeZone
    /// The moment at which the day begins in UTC.
    private let start: Int
    /// The zone's offsets from UTC before and after any moment of the day, wherever the zone lies.
    private let offsets: (before: Int, after: Int)

    init(_ day: CivilDay, in zone: TimeZone) {
        self.zone = zone
        start = day.number * 86_400
        // No zone is more than a day from UTC, and none has changed its clocks twice in three days.
        offsets = (zone.offset(at: start - 86_400), zone.offset(at: start + 2 * 86_400))
    }

    /// The moment at which the day begins; `nil` when the clock changes on the day or near it, so that its minutes cannot be
    /// counted from there.
    var midnight: Int? { offsets.before == offsets.after ? start - offsets.before : nil }

    /// The moments at which the clock shows a minute of the day: none when the clock skips it, two when it is put back
    /// over it.
    func moments(showing minute: Int) -> [Int] {
        let local = start + minute * 60
        return Set([offsets.before, offsets.after]).filter { zone.offset(at: local - $0) == $0 }.map { local - $0 }
            .sorted()
    }

    /// When something happens that happens at a minute of the day, once: when the clock shows it first, or when it has
    /// skipped it.
    func moment(of minute: Int) -> Int {
        moments(showing: minute).first ?? change
    }

    /// When the clock is changed.
    private var change: Int {
        var before = start - 86_400
        var after = start + 2 * 86_400
        while after - before > 1 {
            let middle = (before + after) / 2
            if zone.offset(at: middle) == offsets.before { before = middle } else { after = middle }
        }
        return after
    }
}

extension TimeZone {
    /// The offset from UTC at a moment, both in seconds.
    func offset(at moment: Int) -> Int { secondsFromGMT(for: Date(timeIntervalSince1970: Double(moment))) }
}
