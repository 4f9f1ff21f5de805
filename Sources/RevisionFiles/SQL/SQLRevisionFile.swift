/// A revision written in SQL: a header of comments, then the sections `-- upgrade` and `-- downgrade`.
package struct SQLRevisionFile: Sendable, Hashable {
    /// The downgrade in a file.
    package enum Downgrade: Sendable, Hashable {
        /// These statements, possibly none.
        case script(SourceSlice)
        /// Not possible, for this reason.
        case irreversible(reason: String)
    }

    /// The header.
    package let header: SQLRevisionHeader
    /// The upgrade section.
    package let upgrade: SourceSlice
    /// The downgrade section.
    package let downgrade: Downgrade
    /// A warning about a comment that may be meant as a marker.
    package let markerWarning: RevisionFileWarning?

    /// Reads a file's text. Markers are found line by line, without parsing the SQL around them.
    /// - Throws: ``RevisionFileError`` with the wrong line.
    package init(_ source: SourceText) throws(RevisionFileError) {
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
        markerWarning = try Self.warning(ofWayBackIn: upgrade, markers.downgrade == nil ? nil : downgrade)
    }

    /// A warning about a comment in the upgrade section that may be meant as the `-- downgrade` marker. Comments are
    /// not checked in a file with a filled downgrade section, or with `-- downgrade: irreversible`.
    /// - Parameter downgrade: the downgrade under the marker; `nil` if the file has no marker.
    /// - Throws: ``RevisionFileError`` for a comment that is most likely meant as the marker.
    private static func warning(
        ofWayBackIn upgrade: SourceSlice, _ downgrade: Downgrade?
    ) throws(RevisionFileError) -> RevisionFileWarning? {
        switch downgrade {
        case .irreversible: return nil
        case .script(let section) where !isUnfilled(section): return nil
        case .script, nil: break
        }
        guard let comment = WayBackComment.first(in: upgrade) else {
            return WayBackComment.beforeTakingBack(in: upgrade).map { comment in
                RevisionFileWarning(
                    "after this comment the upgrade drops what it has created: is this the downgrade?",
                    at: comment.place,
                    advice:
                        "Write `-- downgrade` at the beginning of its own line if it is. If not, indent the comment.")
            }
        }
        switch comment.reading {
        case .indented:
            return RevisionFileWarning(
                "this line is indented and therefore a comment: the SQL under it belongs to the upgrade",
                at: comment.place,
                advice: "Write `-- downgrade` at the beginning of its line if it is meant as the marker.")
        case .perhaps:
            return RevisionFileWarning(
                "this comment mentions a downgrade: the SQL under it belongs to the upgrade", at: comment.place,
                advice:
                    "Write `-- downgrade` and nothing else on the line if it is meant as the marker. If not, indent the comment."
            )
        case .beginning:
            throw RevisionFileError(
                "this line is not read as the `-- downgrade` marker", at: comment.place,
                advice:
                    "Write exactly `-- downgrade` or `-- downgrade: irreversible`, at the beginning of the line and "
                    + "with nothing after it. Is it a comment about the upgrade? Indent it, or end the file with "
                    + "`-- downgrade: irreversible`.")
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
        let lines = source.lines(beginningWith: ["-- upgrade", "-- downgrade"] + MergeConflict.marks)
        if let start = MergeConflict.start(in: lines) {
            throw MergeConflict.error(at: source.place(atUTF8: start))
        }
        for line in lines {
            switch line.text {
            case "-- upgrade":
                if upgrade != nil || (downgrade != nil && misplacedDowngrade == nil) {
                    throw RevisionFileError(
                        downgrade == nil
                            ? "a second `-- upgrade` marker" : "the `-- upgrade` marker is after `-- downgrade`",
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
            return (upgrade, downgrade)
        }
        let bytes = source.text.utf8
        if bytes.contains(UInt8(ascii: "\r")), !bytes.contains(UInt8(ascii: "\n")) {
            throw RevisionFileError(
                "the lines of the file end with only a carriage return, so that it is read as one line",
                at: source.all.start, advice: "Convert it, with `tr '\\r' '\\n' < FILE > NEW` for example.")
        }
        if upgrade == nil, let nearMiss = NearMarker.first(in: source) {
            throw RevisionFileError(
                "this line is not read as the `-- upgrade` marker\(nearMiss.isIndented ? ": it is indented" : "")",
                at: nearMiss.place,
                advice: "Write exactly `-- upgrade`, at the beginning of the line and with nothing after it."
                    + (nearMiss.hasMoreWords ? " Settings of a revision belong in its header." : ""))
        }
        if let misplacedDowngrade {
            throw RevisionFileError(
                "the `-- downgrade` marker is before `-- upgrade`",
                at: source.place(atUTF8: misplacedDowngrade.lowerBound),
                advice: "Put the upgrade section first, under a line `-- upgrade`.")
        }
        throw RevisionFileError(
            "the file has no line `-- upgrade`", at: source.place(atUTF8: source.text.utf8.count),
            advice: "Mark the upgrade section with a line that is exactly `-- upgrade`.")
    }
}
