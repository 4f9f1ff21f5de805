extension [RevisionID] {
    /// The ids divided by commas; `base` for none.
    package var listed: String {
        isEmpty ? "base" : map(\.rawValue).joined(separator: ", ")
    }

    /// The first ids divided by commas, and how many there are beside: a history may have hundreds.
    package var listedBriefly: String { map(\.rawValue).listedBriefly }
}

extension [String] {
    /// The first ten divided by commas, and how many there are beside.
    package var listedBriefly: String {
        let (shown, rest) = split(at: 10)
        return shown.joined(separator: ", ") + (rest.isEmpty ? "" : " and \(rest.count) more")
    }

    /// The first ones, and the others when they are more than one: in place of the last, its number would say less.
    package func split(at count: Int) -> (shown: ArraySlice<String>, rest: ArraySlice<String>) {
        self.count > count + 1 ? (prefix(count), dropFirst(count)) : (self[...], [])
    }
}
