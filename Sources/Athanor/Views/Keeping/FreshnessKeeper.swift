import Foundation
import Synchronization

/// Keeps the materialized views of a database as fresh as their targets say, until it is stopped.
///
/// Any number of keepers may run against one database, on any number of machines: a view that is due is claimed in the
/// database, and whether it is still due is asked once more when it is claimed. Time is the database's.
///
/// Moments that were missed, while nothing ran or while a refresh took long, are not made up for: a view is refreshed once,
/// and is due again by its target.
public final class FreshnessKeeper: Sendable {
    private enum Event: Sendable {
        case woke
        case ended(ViewRefreshResult)
        case stopAsked
        case timeIsOver
    }

    private let refresher: ViewRefresher
    private let options: KeepingOptions
    private let onEvent: @Sendable (KeepingEvent) -> Void
    private let events: AsyncStream<Event>
    private let post: AsyncStream<Event>.Continuation

    /// A keeper; nothing is opened yet.
    /// - Parameters:
    ///   - refresher: what it refreshes views with; its targets win over those of the revisions.
    ///   - options: how it works.
    ///   - onEvent: called for each event, from no particular thread.
    public init(
        _ refresher: ViewRefresher, options: KeepingOptions = KeepingOptions(),
        onEvent: @escaping @Sendable (KeepingEvent) -> Void = { _ in }
    ) {
        self.refresher = refresher
        self.options = options
        self.onEvent = onEvent
        (events, post) = AsyncStream.makeStream()
    }

    /// Asks it to stop: it begins nothing new, lets what runs end within ``KeepingOptions/stopWithin``, and returns from
    /// ``run()``. May be called from anywhere, more than once.
    public func stop() { post.yield(.stopAsked) }

    /// Keeps views fresh until ``stop()``. To be called once.
    /// - Throws: what the first look at the database threw; later ones are repeated. `CancellationError` when the task was
    ///   cancelled: refreshes that ran were cancelled too.
    public func run() async throws {
        try await refresher.prepare()
        let desk = KeepingDesk(refresher: refresher, options: options)
        do {
            try await keep(desk)
            await desk.close()
        } catch {
            await Cleanup.run { await desk.close() }
            throw error
        }
    }

    private func keep(_ desk: KeepingDesk) async throws {
        var running: [QualifiedName: Task<Void, Never>] = [:]
        var waits = KeepingWaits(options)
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
            case .woke: break
            case .ended(let result):
                running[result.plan.view] = nil
                waits.note(result)
                onEvent(.refresh(.ended(result)))
            case .stopAsked where !isStopping:
                isStopping = true
                onEvent(.stopping(running: running.count))
                deadline = wake(after: options.stopWithin, with: .timeIsOver)
            case .stopAsked: break
            case .timeIsOver:
                if !running.isEmpty { onEvent(.cancelling(running: running.count)) }
                for refresh in running.values { refresh.cancel() }
            }
            if isStopping {
                if running.isEmpty { return }
                continue
            }
            do {
                let look = try await desk.look(
                    running: Set(running.keys), busy: waits.busy(), setAside: waits.setAside())
                (isFirst, failedLooks) = (false, 0)
                onEvent(.looked(look.facts.overview))
                for plan in look.plans { running[plan.view] = begin(plan, look.facts) }
                let pause = min(pause(until: look.nextMoment, from: look.facts.now), waits.shortest() ?? .seconds(3600))
                timer = wake(after: pause, with: .woke)
            } catch {
                if isFirst || error is CancellationError {
                    await end(running)
                    throw error
                }
                failedLooks += 1
                let pause = BackOff(first: .seconds(1), longest: .seconds(60)).pause(afterFailures: failedLooks)
                onEvent(.failed(error, retryingIn: pause))
                timer = wake(after: pause, with: .woke)
            }
        }
        // Events end when the task is cancelled.
        await end(running)
        throw CancellationError()
    }

    /// Cancels refreshes, and waits until they are undone.
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
                // Its end is told once the keeper knows of it.
                if case .ended = event { return }
                onEvent(.refresh(event))
            })
        return Task { [post] in
            let result = await run.refresh(plan)
            post.yield(.ended(result))
        }
    }

    /// Posts an event after a while, unless the task is cancelled before.
    private func wake(after pause: Duration, with event: Event) -> Task<Void, Never> {
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

/// The connection by which a keeper looks at the database; opened again when it was lost.
private actor KeepingDesk {
    struct Look: Sendable {
        let facts: FreshnessFacts
        /// The views to begin.
        let plans: [ViewRefreshPlan]
        let nextMoment: Date?
    }

    private let refresher: ViewRefresher
    private let options: KeepingOptions
    private var session: Session?

    init(refresher: ViewRefresher, options: KeepingOptions) {
        self.refresher = refresher
        self.options = options
    }

    func look(
        running: Set<QualifiedName>, busy: Set<QualifiedName>, setAside: Set<QualifiedName>
    ) async throws -> Look {
        do {
            let session = try await open()
            return try await withTaskExecutorPreference(session.connection.preferredExecutor) {
                try await look(running: running, busy: busy, setAside: setAside, on: session.connection)
            }
        } catch {
            // Whatever has gone wrong, the next look begins with a session that nothing has happened to.
            await close()
            throw error
        }
    }

    private func look(
        running: Set<QualifiedName>, busy: Set<QualifiedName>, setAside: Set<QualifiedName>,
        on connection: any Connection
    ) async throws -> Look {
        let reader = FreshnessReader(
            connection: connection, targets: refresher.targets, backOff: options.backOff)
        let facts = try await reader.facts()
        let places = max(1, min(options.jobs, refresher.database.writersAtOnce ?? .max)) - running.count
        let graph = try await refresher.database.viewInventory(on: connection).dependencies()
        let agenda = KeepingAgenda(
            facts.overview, graph: graph, running: running.union(busy), setAside: setAside, places: places)
        var plans: [ViewRefreshPlan] = []
        if !agenda.begin.isEmpty {
            let plan = try await RefreshPlanner(connection: connection, settings: options.settings).plan(agenda.begin)
            // The agenda has seen to what waits for what.
            plans = plan.views
        }
        return Look(facts: facts, plans: plans, nextMoment: agenda.nextMoment)
    }

    private func open() async throws -> Session {
        if let session { return session }
        let opened = try await Session.open(
            refresher.address, access: .readOnly, options: refresher.options)
        session = opened
        return opened
    }

    func close() async {
        let closing = session
        session = nil
        await closing?.connection.close()
    }
}
