internal import ArgumentParser
internal import Athanor

/// Options that select the views to refresh.
struct RefreshSelectionFlags: ParsableArguments {
    @Flag(help: "Refresh all materialized views.")
    var all = false
    @Flag(help: "Refresh the views that are older than their targets, or have a target and no data.")
    var stale = false
    @Flag(help: "First refresh the materialized views that they read, directly or through others.")
    var withUpstream = false
    @Flag(help: "Then refresh the materialized views that read them, directly or through others.")
    var withDownstream = false

    /// Checks that the views are selected in exactly one way.
    /// - Throws: `ValidationError`.
    func check(_ names: [String]) throws {
        let said = (names.isEmpty ? [] : ["names"]) + (all ? ["--all"] : []) + (stale ? ["--stale"] : [])
        guard said.count != 1 else { return }
        let name = Invocation.current.name
        if said.isEmpty {
            throw ValidationError(
                "Refresh which views? `\(name) refresh NAME` refreshes one, --all all of them, --stale those that are "
                    + "older than their targets; `\(name) views` lists them.")
        }
        throw ValidationError(
            "\(said.joined(separator: " and ")) contradict each other. Select them in one way: names, --all or --stale."
        )
    }

    /// The selected views.
    func views(_ names: [String]) -> RefreshRequest.Views {
        if all { return .all }
        return stale ? .stale : .named(names)
    }
}

/// Options for the way of refreshing views.
struct RefreshMannerFlags: SettingFlags {
    @Option(
        help: ArgumentHelp(
            "Refresh concurrently with readers: auto (if possible), always (or not at all), never (default: auto).",
            valueName: "when"), completion: .list(ConcurrentRefresh.allCases.map(\.rawValue)),
        transform: { try known($0, of: "mode of --concurrently") })
    var concurrently: ConcurrentRefresh?
    @Option(
        help: ArgumentHelp(
            "How many views to refresh at the same time, each on its own connection (default: 1).",
            valueName: "count"))
    var jobs: String?

    var settings: [ConfigurationKey: String] {
        var settings: [ConfigurationKey: String] = [:]
        settings[.jobs] = jobs
        return settings
    }
}

/// The option for busy views.
struct BusyViewFlags: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "What to do about a view that another session is refreshing or replacing: wait, skip (default: wait).",
            valueName: "what"), completion: .list(BusyViewPolicy.allCases.map(\.rawValue)),
        transform: { try known($0, of: "mode of --if-busy") })
    var ifBusy: BusyViewPolicy?
}

/// Options for the time limits of a refresh.
struct RefreshPatienceFlags: SettingFlags {
    @Option(
        help: ArgumentHelp(
            "How long to retry for locks, and to wait for a busy view: 30s, 10m, 0, forever (default: 10m).",
            valueName: "time"))
    var lockWait: String?
    @Option(
        help: ArgumentHelp(
            "How long one attempt may wait for a lock; new readers wait behind it (default: 2s).", valueName: "time"))
    var lockTimeout: String?
    @Option(help: ArgumentHelp("How long the refresh of one view may take (default: forever).", valueName: "time"))
    var statementTimeout: String?

    var settings: [ConfigurationKey: String] {
        var settings: [ConfigurationKey: String] = [:]
        settings[.lockWait] = lockWait
        settings[.lockTimeout] = lockTimeout
        settings[.statementTimeout] = statementTimeout
        return settings
    }
}

/// The value that an argument of the command line names.
private func known<Value: RawRepresentable<String> & CaseIterable>(
    _ argument: String, of what: String
) throws -> Value {
    guard let value = Value(rawValue: argument) else {
        let names = Value.allCases.map(\.rawValue)
        throw ValidationError(
            "There is no \(what) \"\(argument)\". \(NearestNames.suggestion(for: argument, among: names))")
    }
    return value
}
