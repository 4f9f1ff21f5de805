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
        var nearMiss: Range<Int>?
        var misplacedDowngrade: Range<Int>?
        for line in source.all.lines {
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
                    throw RevisionFileError(
                        "a second `-- downgrade` marker", at: source.place(atUTF8: line.utf8Range.lowerBound),
                        advice: "A file has one downgrade section. If this line is meant as a comment, indent it.")
                }
                if upgrade == nil, misplacedDowngrade == nil { misplacedDowngrade = line.utf8Range }
                downgrade = DowngradeMarker(range: line.utf8Range, isIrreversible: line.text.hasSuffix("irreversible"))
            case let other where nearMiss == nil && isNearMiss(other):
                nearMiss = line.utf8Range
            default:
                break
            }
        }
        if let misplacedDowngrade, nearMiss == nil {
            throw RevisionFileError(
                "the `-- downgrade` marker stands before `-- upgrade`",
                at: source.place(atUTF8: misplacedDowngrade.lowerBound),
                advice: "Put the upgrade section first, under a line `-- upgrade`.")
        }
        guard let upgrade else {
            throw RevisionFileError(
                nearMiss == nil
                    ? "the file has no line `-- upgrade`" : "this line is not read as the `-- upgrade` marker",
                at: source.place(atUTF8: nearMiss?.lowerBound ?? source.text.utf8.count),
                advice:
                    "Mark the section that goes up by a line that is exactly `-- upgrade`, at the beginning of the line "
                    + "and with nothing after it.")
        }
        return (upgrade, downgrade)
    }

    private static func isNearMiss(_ line: Substring) -> Bool {
        line.utf8.count < 40 && line.contains("--")
            && line.lowercased().filter { !$0.isWhitespace && $0 != "-" && $0 != ":" } == "upgrade"
    }
}

extension SourceSlice {
    /// A line of a slice.
    struct Line {
        /// The line without its line ending.
        let text: Substring
        /// The line with its line ending, in UTF-8 offsets of the whole source.
        let utf8Range: Range<Int>
    }

    /// The lines of the slice.
    var lines: [Line] {
        var lines: [Line] = []
        let utf8 = source.text.utf8
        var start = utf8.index(utf8.startIndex, offsetBy: utf8Range.lowerBound)
        let end = utf8.index(utf8.startIndex, offsetBy: utf8Range.upperBound)
        var offset = utf8Range.lowerBound
        while start < end {
            let newline = utf8[start..<end].firstIndex(of: UInt8(ascii: "\n"))
            let next = newline.map { utf8.index(after: $0) } ?? end
            var text = source.text[start..<(newline ?? end)]
            if text.utf8.last == UInt8(ascii: "\r") { text = Substring(text.utf8.dropLast()) }
            let length = utf8.distance(from: start, to: next)
            lines.append(Line(text: text, utf8Range: offset..<offset + length))
            offset += length
            start = next
        }
        return lines
    }
}
