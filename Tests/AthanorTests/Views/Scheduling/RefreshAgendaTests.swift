import Foundation
import Testing

@testable import Athanor

/// What a scheduler does next, without a database or a clock.
@Suite("Agenda of a scheduler")
struct RefreshAgendaTests {
    private static let now = Date(timeIntervalSince1970: 1_764_000_000)

    private static func view(
        _ name: QualifiedName, _ next: NextRefresh, heldBackFor held: Double? = nil
    ) -> ViewFreshness {
        ViewFreshness(
            view: name, isPopulated: true, target: .set(.manual, by: .revision), history: RefreshHistory(),
            refreshedAt: nil, next: next, heldBackUntil: held.map { now.addingTimeInterval($0) },
            changeElsewhere: nil, now: now)
    }

    private static func since(_ seconds: Double) -> NextRefresh { .due(since: now.addingTimeInterval(-seconds)) }

    private static func graph(_ edges: (String, String)...) -> ViewDependencyGraph {
        func relation(_ name: String) -> ViewRelation {
            ViewRelation(
                QualifiedName(schema: nil, name: name), kind: name.hasPrefix("plain") ? .view : .materializedView)
        }
        return ViewDependencyGraph(
            views: [], edges: edges.map { ViewDependencyGraph.Edge(from: relation($0.0), to: relation($0.1)) })
    }

    private static func agenda(
        _ views: [ViewFreshness], _ graph: ViewDependencyGraph = graph(), running: Set<QualifiedName> = [],
        setAside: Set<QualifiedName> = [], places: Int = 8
    ) -> RefreshAgenda {
        RefreshAgenda(
            FreshnessOverview(views: views, unknownTargets: [], now: now), graph: graph, running: running,
            setAside: setAside, places: places)
    }

    @Test("The views that have been due for longest come first, as far as there are places")
    func longestDueComesFirst() {
        let views = [
            Self.view("a", Self.since(5)), Self.view("b", Self.since(50)), Self.view("c", .due(since: nil)),
            Self.view("d", .at(Self.now.addingTimeInterval(7))), Self.view("e", .unscheduled),
        ]
        #expect(Self.agenda(views).begin == ["c", "b", "a"])
        #expect(Self.agenda(views, places: 2).begin == ["c", "b"])
        #expect(Self.agenda(views, places: 0).begin.isEmpty)
        #expect(Self.agenda(views, running: ["c"], setAside: ["a"]).begin == ["b"])
        #expect(Self.agenda(views).nextMoment == Self.now.addingTimeInterval(7))
    }

    @Test("A view that is kept back waits, and is inspected again")
    func whatIsKeptBackWaitsAndIsLookedAtAgain() {
        let agenda = Self.agenda([Self.view("a", Self.since(5), heldBackFor: 3), Self.view("b", .unscheduled)])
        #expect(agenda.begin.isEmpty)
        #expect(agenda.nextMoment == Self.now.addingTimeInterval(3))
        #expect(Self.agenda([Self.view("b", .unscheduled)]).nextMoment == nil)
    }

    @Test("A view waits for its sources, also through plain views")
    func readerWaitsForItsSources() {
        let graph = Self.graph(("a", "plain"), ("plain", "b"), ("b", "c"))
        let due = [Self.view("a", Self.since(9)), Self.view("b", Self.since(9)), Self.view("c", Self.since(9))]
        #expect(Self.agenda(due, graph).begin == ["a"])
        #expect(Self.agenda(due, graph, running: ["a"]).begin.isEmpty)
        #expect(Self.agenda(Array(due.dropFirst()), graph).begin == ["b"])
        // One that cannot be refreshed now is not waited for.
        #expect(Self.agenda(due, graph, setAside: ["a"]).begin == ["b"])
    }

    @Test("A source that is always due makes its readers wait only once")
    func readersWaitOnlyOnce() {
        let graph = Self.graph(("a", "b"))
        #expect(
            Self.agenda([Self.view("a", Self.since(1)), Self.view("b", Self.since(9))], graph).begin == ["b", "a"])
        #expect(Self.agenda([Self.view("a", Self.since(9)), Self.view("b", Self.since(1))], graph).begin == ["a"])
    }

    @Test("A view that others refresh or that is refused is left alone for a while")
    func busyAndRefusedViewsWait() {
        var waits = RefreshWaits(ViewRefreshScheduler.Options(lookEvery: .seconds(5), jitter: .zero))
        let began = ContinuousClock.now
        func result(_ view: QualifiedName, _ outcome: ViewRefreshOutcome) -> ViewRefreshResult {
            ViewRefreshResult(
                plan: ViewRefreshPlan(view: view, strategy: .isolated, statements: []), outcome: outcome)
        }
        waits.note(result("busy", .busy), at: began)
        waits.note(result("refused", .refused(RefreshRefusal(reason: .notPopulated, remedy: ""))), at: began)
        waits.note(result("done", .notDue), at: began)
        #expect(waits.busy(at: began) == ["busy"])
        #expect(waits.setAside(at: began) == ["refused"])
        #expect(waits.shortest(at: began) == .seconds(1))
        #expect(waits.busy(at: began + .milliseconds(1001)).isEmpty)
        #expect(waits.setAside(at: began + .milliseconds(4999)) == ["refused"])
        #expect(waits.setAside(at: began + .milliseconds(5001)).isEmpty)
        #expect(waits.shortest(at: began) == nil)
    }
}
