package import Athanor

/// Reads a configuration like all commands together: the file, and each value in it.
package enum ConfigurationReading {
    /// Reads `athanor.yaml` in a folder, without an environment or a command line.
    /// - Parameters:
    ///   - folder: the absolute path of the folder.
    ///   - databases: the databases that URLs can name.
    /// - Throws: the error, with its place, for the first thing that cannot be used.
    package static func check(in folder: String, databases: [any DatabaseSystem]) throws {
        let invocation = Invocation(
            name: "athanor", databases: databases, registry: nil, workingDirectory: folder, output: .discarding,
            errorOutput: .discarding)
        let configuration = try Configuration(flags: [:], configurationPath: nil, invocation: invocation)
        _ = try ConfiguredDatabase.any(in: configuration, of: databases)
        _ = try configuration.kind()
        _ = try configuration.lockWait()
        _ = try configuration.definitionFiles()
        _ = try configuration.timeZone()
        _ = try configuration.fileNameTemplate()
        _ = try configuration.templates()
        _ = try configuration.refreshSettings(concurrently: .auto)
        _ = try configuration.refreshJobs()
        _ = try configuration.refreshTargets()
    }
}
