/// The arguments from the build plugin. All paths are absolute.
struct Arguments {
    /// The Swift file to write.
    let output: String
    /// The package's folder: messages show paths relative to it.
    let package: String
    /// The folder of revisions.
    let versions: String
    /// The target's folder: definitions of views are in its folder `views`.
    let target: String
    /// The files in both.
    let files: [String]

    /// Reads the command line, without the program's name.
    /// - Throws: ``UsageError``.
    init(_ arguments: [String]) throws(UsageError) {
        var options: [String: String] = [:]
        var files: [String] = []
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if ["--output", "--package", "--versions", "--target"].contains(argument) {
                options[argument] = rest.popFirst()
            } else {
                files.append(argument)
            }
        }
        guard let output = options["--output"], let package = options["--package"],
            let versions = options["--versions"], let target = options["--target"]
        else { throw UsageError() }
        self.output = output
        self.package = package
        self.versions = versions
        self.target = target
        self.files = files
    }

    /// The revision files.
    var revisions: [String] { files.filter { !isDefinition($0) } }

    /// The files with definitions of views.
    var definitions: [String] { files.filter(isDefinition) }

    private func isDefinition(_ file: String) -> Bool { file.hasPrefix(Self.within(target) + "views/") }

    /// A definition's path, as written in revisions: from the target's folder.
    func definitionPath(of file: String) -> String { String(file.dropFirst(Self.within(target).count)) }

    private static func within(_ folder: String) -> String { folder.hasSuffix("/") ? folder : folder + "/" }

    /// A path for messages: relative to the package.
    func shownPath(of path: String) -> String {
        let prefix = Self.within(package)
        return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : path
    }
}

/// The program was called with wrong arguments, so not by the plugin.
struct UsageError: Error, CustomStringConvertible {
    let description =
        "error: usage: discover-revisions --output FILE --package FOLDER --versions FOLDER --target FOLDER [FILE …]"
}
