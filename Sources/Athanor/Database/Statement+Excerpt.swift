extension Statement {
    /// How much of a statement a message shows.
    private static let longestExcerpt = 2000

    /// The text, cut where it is longer than a person reads: a view of many columns makes statements of many pages.
    var excerpt: String {
        let scalars = shown.unicodeScalars
        guard scalars.count > Self.longestExcerpt else { return shown }
        return String(scalars.prefix(Self.longestExcerpt)) + " … (\(scalars.count) characters)"
    }
}
