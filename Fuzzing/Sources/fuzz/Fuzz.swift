import Foundation

/// Has libFuzzer look for inputs that make a reader trap: `fuzz revisions|names [options of libFuzzer] [folders]`.
@main
struct Fuzz {
    static func main() {
        // libFuzzer takes the arguments without the first, which is ours.
        guard CommandLine.argc > 1, let target = Target(rawValue: CommandLine.arguments[1]) else {
            let names = Target.allCases.map(\.rawValue).joined(separator: "|")
            FileHandle.standardError.write(Data("usage: fuzz \(names) [options of libFuzzer] [folders]\n".utf8))
            exit(64)
        }
        var count = CommandLine.argc - 1
        var arguments = CommandLine.unsafeArgv.advanced(by: 1)
        exit(runDriver(&count, &arguments, target.entryPoint))
    }
}

/// What libFuzzer calls with each input.
typealias EntryPoint = @convention(c) (UnsafePointer<UInt8>, Int) -> Int32

/// libFuzzer's own main loop. Source: LLVM documentation, "libFuzzer – Using libFuzzer as a library".
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<Int32>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>, _ entryPoint: EntryPoint
) -> Int32
