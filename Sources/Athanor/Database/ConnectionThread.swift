import Foundation

/// A thread of its own for the actor of one connection.
///
/// Client libraries block: in name resolution, in waiting for a result, in cancelling. An actor that names one of these
/// as its executor does all that on this thread, and Swift's cooperative pool stays free. The thread ends when the
/// executor is released.
public final class ConnectionThread: SerialExecutor {
    private let queue: JobQueue

    /// Starts the thread.
    /// - Parameter name: the thread's name in debuggers.
    public init(name: String) {
        let queue = JobQueue()
        self.queue = queue
        let thread = Thread { queue.runUntilStopped() }
        thread.name = name
        thread.start()
    }

    deinit {
        queue.stop()
    }

    /// Queues a job of the actor.
    public func enqueue(_ job: consuming ExecutorJob) {
        queue.append(UnownedJob(job), for: asUnownedSerialExecutor())
    }
}

/// The jobs waiting for a ``ConnectionThread``.
///
/// Unchecked because `jobs` and `isStopped` are only touched while `condition` is locked.
private final class JobQueue: @unchecked Sendable {
    private let condition = NSCondition()
    private var jobs: [(job: UnownedJob, executor: UnownedSerialExecutor)] = []
    private var isStopped = false

    func append(_ job: UnownedJob, for executor: UnownedSerialExecutor) {
        condition.lock()
        jobs.append((job, executor))
        condition.signal()
        condition.unlock()
    }

    func stop() {
        condition.lock()
        isStopped = true
        condition.signal()
        condition.unlock()
    }

    func runUntilStopped() {
        while let next = takeNext() {
            for (job, executor) in next {
                job.runSynchronously(on: executor)
            }
        }
    }

    private func takeNext() -> [(job: UnownedJob, executor: UnownedSerialExecutor)]? {
        condition.lock()
        defer { condition.unlock() }
        while jobs.isEmpty {
            if isStopped { return nil }
            condition.wait()
        }
        defer { jobs = [] }
        return jobs
    }
}
