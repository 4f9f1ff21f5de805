import Foundation

/// A thread for the actor of one connection.
///
/// Client libraries block: in name resolution, while waiting for a result, and while cancelling. An actor with this
/// executor does all that on its thread, so Swift's cooperative pool stays free. The thread ends when the executor is
/// released.
package final class ConnectionThread: SerialExecutor {
    private let queue: JobQueue

    /// Runs whole tasks on the same thread. Use it for work that mostly waits for its connection: no other thread must
    /// be woken for each query and each result.
    package let taskExecutor: any TaskExecutor

    /// Starts the thread.
    /// - Parameter name: the thread's name in debuggers.
    package init(name: String) {
        let queue = JobQueue()
        self.queue = queue
        taskExecutor = ConnectionTaskExecutor(queue: queue)
        let thread = Thread { queue.runUntilStopped() }
        thread.name = name
        thread.start()
    }

    deinit {
        queue.stop()
    }

    /// Queues a job of the actor.
    package func enqueue(_ job: consuming ExecutorJob) {
        queue.append(.actor(UnownedJob(job), asUnownedSerialExecutor()))
    }
}

/// Runs whole tasks on a ``ConnectionThread``.
private final class ConnectionTaskExecutor: TaskExecutor {
    private let queue: JobQueue

    init(queue: JobQueue) {
        self.queue = queue
    }

    func enqueue(_ job: consuming ExecutorJob) {
        queue.append(.task(UnownedJob(job), asUnownedTaskExecutor()))
    }
}

/// A job waiting for a ``ConnectionThread``.
private enum QueuedJob {
    case actor(UnownedJob, UnownedSerialExecutor)
    case task(UnownedJob, UnownedTaskExecutor)

    func run() {
        switch self {
        case .actor(let job, let executor): job.runSynchronously(on: executor)
        case .task(let job, let executor): job.runSynchronously(on: executor)
        }
    }
}

/// The jobs waiting for a ``ConnectionThread``.
///
/// Unchecked: `jobs` and `isStopped` are accessed only while `condition` is locked.
private final class JobQueue: @unchecked Sendable {
    private let condition = NSCondition()
    private var jobs: [QueuedJob] = []
    private var isStopped = false

    func append(_ job: QueuedJob) {
        condition.lock()
        jobs.append(job)
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
            for job in next { job.run() }
        }
    }

    private func takeNext() -> [QueuedJob]? {
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
