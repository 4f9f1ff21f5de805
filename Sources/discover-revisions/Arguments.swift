/// What the build plugin hands over. All paths are absolute.
struct Arguments {
    /// The Swift file to write.
    let output: String
    /// The package's folder: paths are shown to people relative to it.
    let package: String
    /// The folder of revisions.
    let versions: String
    /// The files in it.
    let files: [String]

    /// Reads the command line, without the program's name.
    /// - Throws: ``UsageError``.
    init(_ arguments: [String]) throws(UsageError) {
        var options: [String: String] = [:]
        var files: [String] = []
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if ["--output", "--package", "--versions"].contains(argument) {
                options[argument] = rest.popFirst()
            } else {
                files.append(argument)
            }
        }
        guard let output = options["--output"], let package = options["--package"],
            let versions = options["--versions"]
        else { throw UsageError() }
        self.output = output
        self.package = package
        self.versions = versions
        self.files = files
    }

    /// A path as people should see it: relative to the package.
    func shownPath(of path: String) -> String {
        let prefix = package.hasSuffix("/") ? package : package + "/"
        return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : path
    }
}

/// The program was called wrongly: by someone other than the plugin.
struct UsageError: Error, CustomStringConvertible {
    let description =
        "error: usage: discover-revisions --output FILE --package FOLDER --versions FOLDER [FILE …]"
}
