internal import Foundation

/// A day on the clocks of a time zone. Moments are in seconds since 1970 in UTC.
struct ZonedDay {
    private let zone: TimeZone
    /// The moment at which the day begins in UTC.
    private let start: Int
    /// The zone's offsets from UTC before and after every moment of the day, for any zone.
    private let offsets: (before: Int, after: Int)

    init(_ day: CivilDay, in zone: TimeZone) {
        self.zone = zone
        start = day.number * 86_400
        // No zone is more than a day from UTC, and none has changed its clocks twice within three days.
        offsets = (zone.offset(at: start - 86_400), zone.offset(at: start + 2 * 86_400))
    }

    /// The moment at which the day begins; `nil` if the clock changes on the day or near it, so that minutes cannot be
    /// counted from there.
    var midnight: Int? { offsets.before == offsets.after ? start - offsets.before : nil }

    /// Returns the moments at which the clock shows a minute of the day: none if the clock skips it, two if the clock
    /// is set back over it.
    func moments(showing minute: Int) -> [Int] {
        let local = start + minute * 60
        return Set([offsets.before, offsets.after]).filter { zone.offset(at: local - $0) == $0 }.map { local - $0 }
            .sorted()
    }

    /// Returns the single moment of a minute of the day: when the clock first shows it, or when the clock has skipped
    /// it.
    func moment(of minute: Int) -> Int {
        moments(showing: minute).first ?? change
    }

    /// The moment of the clock change.
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
    /// Returns the offset from UTC at a moment, both in seconds.
    func offset(at moment: Int) -> Int { secondsFromGMT(for: Date(timeIntervalSince1970: Double(moment))) }
}
