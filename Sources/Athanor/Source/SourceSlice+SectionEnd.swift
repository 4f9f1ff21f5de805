extension SourceSlice {
    /// The line that ends a section of a revision file before the file's end: a marker, which is found without looking at
    /// the SQL around it, so that it may stand inside a string or a body. `nil` where the text itself ends.
    private var endingMarker: SourcePlace? {
        let rest = source.text.utf8.dropFirst(utf8Range.upperBound)
        return rest.starts(with: "-- downgrade".utf8) ? source.place(atUTF8: utf8Range.upperBound) : nil
    }

    /// Whether a section ends at a marker, with more of the file after it.
    public var endsAtMarker: Bool { endingMarker != nil }

    /// Advice about something that begins in a section and does not end in it.
    /// - Parameter advice: what ends it.
    public func advice(onUnended advice: String) -> String {
        guard let marker = endingMarker else { return advice }
        return
            "The section ends at line \(marker.line), which is a `-- downgrade` marker. If that line belongs to the text, "
            + "indent it. Otherwise: \(advice)"
    }
}
