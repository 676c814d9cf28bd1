fn main() -> std::process::ExitCode {
    dh::cli::main()
}
