extension SourceSlice {
    /// Refuses a script with a NUL character, also in a comment. The databases' client libraries end the statement at a
    /// NUL, so that something else would run than what is written.
    /// - Parameter database: the database's name.
    /// - Throws: ``ScriptError`` at the character.
    package func refuseNULCharacter(for database: String) throws(ScriptError) {
        let bytes = source.text.utf8.dropFirst(utf8Range.lowerBound).prefix(utf8Range.count)
        guard let found = bytes.firstIndex(of: 0) else { return }
        let offset = source.text.utf8.distance(from: source.text.utf8.startIndex, to: found)
        throw ScriptError(
            "the text contains a NUL character, which \(database) does not accept", at: source.place(atUTF8: offset),
            advice: "Remove it. The file may be in UTF-16, or not be a text file.")
    }
}
