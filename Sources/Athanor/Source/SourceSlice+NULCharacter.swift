extension SourceSlice {
    /// Makes sure that a script holds no NUL character, also not in a comment: the databases' client libraries take one for
    /// the end of the statement, and what would run is something else than what is written.
    /// - Parameter database: the database's name.
    /// - Throws: ``ScriptError`` at the character.
    package func refuseNULCharacter(for database: String) throws(ScriptError) {
        let bytes = source.text.utf8.dropFirst(utf8Range.lowerBound).prefix(utf8Range.count)
        guard let found = bytes.firstIndex(of: 0) else { return }
        let offset = source.text.utf8.distance(from: source.text.utf8.startIndex, to: found)
        throw ScriptError(
            "here is a NUL character, which \(database) cannot take", at: source.place(atUTF8: offset),
            advice: "Remove it; the file may be stored as UTF-16, or be no text at all.")
    }
}
