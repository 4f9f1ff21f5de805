import Foundation

/// Keeps the materialized views of a database as fresh as their targets say, until it is stopped.
///
/// Any number of schedulers may run against one database, on any number of machines. A due view is claimed in the
/// database, and the scheduler checks again after the claim that it is still due. Time is the database's.
///
/// Refreshes that were missed while no scheduler ran, or during a long refresh, are not made up for: a view is refreshed
/// once, and is due again by its target.
public final class ViewRefreshScheduler: Sendable {
    private enum Message: Sendable {
        case woke
        case ended(ViewRefreshResult)
        case looked(Result<RefreshDesk.Look, any Error>)
        case stopAsked
        case timeIsOver
    }

    private let refresher: ViewRefresher
    private let options: Options
    private let onEvent: @Sendable (Event) -> Void
    private let events: AsyncStream<Message>
    private let post: AsyncStream<Message>.Continuation
    private let stopping = StopRequest()

    /// Creates a scheduler. Nothing is opened yet.
    /// - Parameters:
    ///   - refresher: refreshes the views. Its targets take precedence over those of the revisions.
    ///   - options: the options.
    ///   - onEvent: called for each event, on any thread.
    public init(
        _ refresher: ViewRefresher, options: Options = Options(),
        onEvent: @escaping @Sendable (Event) -> Void = { _ in }
    ) {
        self.refresher = refresher
        self.options = options
        self.onEvent = onEvent
        (events, post) = AsyncStream.makeStream()
    }

    /// Requests a stop. The scheduler starts nothing new, and gives running refreshes ``Options/stopWithin`` to
    /// finish; then ``run()`` returns. May be called on any thread, more than once.
    public func stop() {
        stopping.ask()
        post.yield(.stopAsked)
    }

    /// Keeps views fresh until ``stop()``. Call it once.
    /// - Throws: the error of creating the metadata tables, or of the first check of the database, unless
    ///   ``Options/firstLook`` says to retry it; later checks are always retried. `CancellationError` if the task was
    ///   cancelled: running refreshes were cancelled too.
    public func run() async throws {
        do {
            try await stopping.ending { [self] in try await prepare() }
        } catch is CancellationError where stopping.isAsked {
            return
        }
        let desk = RefreshDesk(refresher: refresher, options: options)
        do {
            try await keep(desk)
            await desk.close()
        } catch {
            await Cleanup.run { await desk.close() }
            throw error
        }
    }

    /// Creates or upgrades the metadata tables.
    private func prepare() async throws {
        var failures = 0
        while true {
            do {
                return try await refresher.prepare()
            } catch  where options.firstLook == .retry && !(error is CancellationError) {
                failures += 1
                let pause = Self.pauses.pause(afterFailures: failures)
                onEvent(.failed(error, retryingIn: pause))
                try await Task.sleep(for: pause)
            }
        }
    }

    /// The pauses after failed checks.
    private static let pauses = BackOff(first: .seconds(1), longest: .seconds(60))

    private func keep(_ desk: RefreshDesk) async throws {
        var running: [QualifiedName: Task<Void, Never>] = [:]
        // A check may take long, and a stop must not wait for it.
        var looking: Task<Void, Never>?
        var looksAgain = false
        var waits = RefreshWaits(options)
        var timer = Task {}
        var deadline = Task {}
        var isStopping = false
        var isFirst = true
        var failedLooks = 0
        defer {
            timer.cancel()
            deadline.cancel()
        }
        post.yield(.woke)
        for await event in events {
            timer.cancel()
            switch event {
            case .woke: looksAgain = true
            case .ended(let result):
                running[result.plan.view] = nil
                waits.note(result)
                onEvent(.refresh(.ended(result)))
                looksAgain = true
            case .looked(let result):
                looking = nil
                // Its results are left to other schedulers.
                if isStopping { break }
                do {
                    let look = try result.get()
                    (isFirst, failedLooks) = (false, 0)
                    onEvent(.looked(look.facts.overview))
                    for plan in look.plans { running[plan.view] = begin(plan, look.facts) }
                    let pause = min(
                        pause(until: look.nextMoment, from: look.facts.now), waits.shortest() ?? .seconds(3600))
                    timer = wake(after: pause, with: .woke)
                } catch {
                    if (isFirst && options.firstLook == .fail) || error is CancellationError {
                        await end(running)
                        throw error
                    }
                    failedLooks += 1
                    let pause = Self.pauses.pause(afterFailures: failedLooks)
                    onEvent(.failed(error, retryingIn: pause))
                    timer = wake(after: pause, with: .woke)
                }
            case .stopAsked where !isStopping:
                isStopping = true
                looking?.cancel()
                onEvent(.stopping(running: running.count))
                if let limit = options.stopWithin.exactDuration { deadline = wake(after: limit, with: .timeIsOver) }
            case .stopAsked: break
            case .timeIsOver:
                if !running.isEmpty { onEvent(.cancelling(running: running.count)) }
                for refresh in running.values { refresh.cancel() }
            }
            if isStopping {
                if running.isEmpty, looking == nil { return }
                continue
            }
            guard looksAgain, looking == nil else { continue }
            looksAgain = false
            looking = look(at: desk, running: Set(running.keys), busy: waits.busy(), setAside: waits.setAside())
        }
        looking?.cancel()
        await looking?.value
        // The events end when the task is cancelled.
        await end(running)
        throw CancellationError()
    }

    /// Cancels refreshes, and waits until they are rolled back.
    private func end(_ running: [QualifiedName: Task<Void, Never>]) async {
        for refresh in running.values { refresh.cancel() }
        for refresh in running.values { await refresh.value }
    }

    private func begin(_ plan: ViewRefreshPlan, _ facts: FreshnessFacts) -> Task<Void, Never> {
        let run = RefreshRun(
            address: refresher.address, options: refresher.options,
            request: RefreshRequest(
                .named([plan.view.description]), whenBusy: .skip, settings: options.settings),
            isDue: { [targets = refresher.targets, backOff = options.backOff] view, connection in
                let reader = FreshnessReader(connection: connection, targets: targets, backOff: backOff)
                return try await reader.again(facts, for: view)?.isDue ?? false
            },
            onEvent: { [onEvent] event in
                // The end is reported after the scheduler has processed it.
                if case .ended = event { return }
                onEvent(.refresh(event))
            })
        return Task { [post] in
            let result = await run.refresh(plan)
            post.yield(.ended(result))
        }
    }

    /// Checks the database, and posts the result.
    private func look(
        at desk: RefreshDesk, running: Set<QualifiedName>, busy: Set<QualifiedName>, setAside: Set<QualifiedName>
    ) -> Task<Void, Never> {
        Task { [post] in
            let result: Result<RefreshDesk.Look, any Error>
            do {
                result = .success(try await desk.look(running: running, busy: busy, setAside: setAside))
            } catch {
                result = .failure(error)
            }
            post.yield(.looked(result))
        }
    }

    /// Posts an event after a pause, unless the task is cancelled first.
    private func wake(after pause: Duration, with event: Message) -> Task<Void, Never> {
        Task { [post] in
            guard (try? await Task.sleep(for: pause)) != nil else { return }
            post.yield(event)
        }
    }

    private func pause(until moment: Date?, from now: Date) -> Duration {
        let due = moment.map { Duration.milliseconds(Int64(max(0, $0.timeIntervalSince(now)) * 1000) + 1) }
        let pause = min(due ?? options.lookEvery, options.lookEvery)
        return pause + options.jitter * Double.random(in: 0...1)
    }
}
