extension [RevisionID] {
    /// The ids separated by commas; `base` for none.
    package var listed: String {
        isEmpty ? "base" : map(\.rawValue).joined(separator: ", ")
    }

    /// The first ids separated by commas, and the number of the others, because a history may have hundreds.
    package var listedBriefly: String { map(\.rawValue).listedBriefly }
}

extension [String] {
    /// The first ten separated by commas, and the number of the others.
    package var listedBriefly: String {
        let (shown, rest) = split(at: 10)
        return shown.joined(separator: ", ") + (rest.isEmpty ? "" : " and \(rest.count) more")
    }

    /// The first texts, and the rest if it has more than one text. A single last text is shown instead of "and 1 more".
    package func split(at count: Int) -> (shown: ArraySlice<String>, rest: ArraySlice<String>) {
        self.count > count + 1 ? (prefix(count), dropFirst(count)) : (self[...], [])
    }
}
