/// The command line that a person is typing, as the shell splits it into words.
struct WrittenCommandLine {
    let words: [String]

    /// The value of an option, by any of its names.
    func value(of names: [String]) -> String? {
        for (word, next) in zip(words, words.dropFirst()) where names.contains(word) { return unquoted(next) }
        for word in words {
            for name in names where word.hasPrefix("\(name)=") {
                return unquoted(String(word.dropFirst(name.count + 1)))
            }
        }
        return nil
    }

    /// The configuration with the options of the command line; `nil` if it cannot be used.
    func configuration(of invocation: Invocation) -> Configuration? {
        var flags: [ConfigurationKey: String] = [:]
        for key in [ConfigurationKey.versions, .database, .role] {
            if let flag = key.flag { flags[key] = value(of: [flag]) }
        }
        return try? Configuration(
            flags: flags, configurationPath: value(of: ["-c", "--config"]), invocation: invocation)
    }

    /// A word without its shell quotes; understands simple quoting only.
    private func unquoted(_ word: String) -> String {
        word.filter { !"\\\"'".contains($0) }
    }
}
