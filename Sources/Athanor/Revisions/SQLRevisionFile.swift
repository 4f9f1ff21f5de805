/// A revision written in SQL: a header of comments, then the sections `-- upgrade` and `-- downgrade`.
public struct SQLRevisionFile: Sendable, Hashable {
    /// The way back that a file describes.
    public enum Downgrade: Sendable, Hashable {
        /// These statements, possibly none.
        case script(SourceSlice)
        /// There is none, for this reason.
        case irreversible(reason: String)
    }

    /// What the header says.
    public let header: SQLRevisionHeader
    /// The section that goes up.
    public let upgrade: SourceSlice
    /// The section that goes down.
    public let downgrade: Downgrade

    /// Reads a file's text. The SQL in it is not looked at: markers are found line by line.
    /// - Throws: ``RevisionFileError`` at the line that is wrong.
    public init(_ source: SourceText) throws(RevisionFileError) {
        let markers = try Self.markers(in: source)
        header = try SQLRevisionHeader(source[0..<markers.upgrade.lowerBound])
        let end = source.text.utf8.count
        switch markers.downgrade {
        case .none:
            upgrade = source[markers.upgrade.upperBound..<end]
            downgrade = .irreversible(reason: "\(source.path) has no `-- downgrade` section")
        case .some(let downgradeMarker):
            upgrade = source[markers.upgrade.upperBound..<downgradeMarker.range.lowerBound]
            downgrade =
                downgradeMarker.isIrreversible
                ? .irreversible(reason: "\(source.path) says `-- downgrade: irreversible`")
                : .script(source[downgradeMarker.range.upperBound..<end])
        }
    }

    private struct DowngradeMarker {
        let range: Range<Int>
        let isIrreversible: Bool
    }

    private static func markers(
        in source: SourceText
    ) throws(RevisionFileError) -> (upgrade: Range<Int>, downgrade: DowngradeMarker?) {
        var upgrade: Range<Int>?
        var downgrade: DowngradeMarker?
        var misplacedDowngrade: Range<Int>?
        for line in source.lines(beginningWith: ["-- upgrade", "-- downgrade"]) {
            switch line.text {
            case "-- upgrade":
                if upgrade != nil || (downgrade != nil && misplacedDowngrade == nil) {
                    throw RevisionFileError(
                        downgrade == nil
                            ? "a second `-- upgrade` marker" : "the `-- upgrade` marker stands after `-- downgrade`",
                        at: source.place(atUTF8: line.utf8Range.lowerBound),
                        advice: "A file has one upgrade section, before the downgrade section. "
                            + "If this line is meant as a comment, indent it.")
                }
                upgrade = line.utf8Range
            case "-- downgrade", "-- downgrade: irreversible":
                if downgrade != nil, misplacedDowngrade == nil {
                    let first = downgrade.map { source.place(atUTF8: $0.range.lowerBound).line } ?? 0
                    throw RevisionFileError(
                        "a second `-- downgrade` marker", at: source.place(atUTF8: line.utf8Range.lowerBound),
                        advice:
                            "A file has one downgrade section, and the first marker is at line \(first). If one of the two "
                            + "lines is meant as a comment, or belongs to a string or a body, indent it.")
                }
                if upgrade == nil, misplacedDowngrade == nil { misplacedDowngrade = line.utf8Range }
                downgrade = DowngradeMarker(range: line.utf8Range, isIrreversible: line.text.hasSuffix("irreversible"))
            default:
                break
            }
        }
        if let upgrade, misplacedDowngrade == nil {
            if downgrade == nil, let nearMiss = NearMarker.first(of: .downgrade, in: source) {
                throw RevisionFileError(
                    "this line is not read as the `-- downgrade` marker", at: nearMiss.place,
                    advice:
                        "Write exactly `-- downgrade` or `-- downgrade: irreversible`, at the beginning of the line and "
                        + "with nothing after it, or indent the line if it is meant as a comment.")
            }
            return (upgrade, downgrade)
        }
        if upgrade == nil, let nearMiss = NearMarker.first(of: .upgrade, in: source) {
            throw RevisionFileError(
                "this line is not read as the `-- upgrade` marker\(nearMiss.isIndented ? ": it is indented" : "")",
                at: nearMiss.place,
                advice: "Write exactly `-- upgrade`, at the beginning of the line and with nothing after it."
                    + (nearMiss.hasMoreWords ? " What a revision asks for stands in its header." : ""))
        }
        if let misplacedDowngrade {
            throw RevisionFileError(
                "the `-- downgrade` marker stands before `-- upgrade`",
                at: source.place(atUTF8: misplacedDowngrade.lowerBound),
                advice: "Put the upgrade section first, under a line `-- upgrade`.")
        }
        throw RevisionFileError(
            "the file has no line `-- upgrade`", at: source.place(atUTF8: source.text.utf8.count),
            advice: "Mark the section that goes up by a line that is exactly `-- upgrade`.")
    }

    /// What a line is that only lacks being at the beginning of its line to be the `-- downgrade` marker, where there is none:
    /// what stands under it goes up.
    var markerWarning: RevisionFileWarning? {
        guard case .irreversible = downgrade, upgrade.utf8Range.upperBound == upgrade.source.text.utf8.count,
            let line = upgrade.lines.first(where: { NearMarker.isIndentedDowngrade($0.text) })
        else { return nil }
        return RevisionFileWarning(
            "this line is indented, so that it is a comment: what stands under it belongs to the upgrade",
            at: upgrade.source.place(atUTF8: line.utf8Range.lowerBound),
            advice: "Write `-- downgrade` at the beginning of its line if it is meant as the marker.")
    }
}
