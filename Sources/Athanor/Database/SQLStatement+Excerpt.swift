extension SQLStatement {
    /// The maximum length that a message shows, in Unicode scalars.
    private static let longestExcerpt = 2000

    /// The text, shortened to a readable length: a view with many columns makes statements of many pages.
    var excerpt: String {
        let scalars = shown.unicodeScalars
        guard scalars.count > Self.longestExcerpt else { return shown }
        return String(scalars.prefix(Self.longestExcerpt)) + " … (\(scalars.count) characters)"
    }
}
