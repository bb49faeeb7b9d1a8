//! Lets binaries and tests find libtorch at run time, and reports problems early that would otherwise fail late and
//! with unclear errors.
//!
//! Cargo does not pass on a dependency's linker arguments, so each package whose binaries or tests link tch must emit
//! them: this one, and the command line if it is built with the feature `rust-bert`.

use std::env;
use std::fs;
use std::path::Path;
use std::process::exit;

fn main() {
    // Without this, cargo runs the script again whenever any file of the package changes.
    println!("cargo::rerun-if-changed=build.rs");
    for name in ["LIBTORCH", "LIBTORCH_LIB", "LIBTORCH_CXX11_ABI", "LIBTORCH_USE_PYTORCH"] {
        println!("cargo::rerun-if-env-changed={name}");
    }
    if env::var("CARGO_PKG_NAME").as_deref() == Ok("saidso-cli") && env::var_os("CARGO_FEATURE_RUST_BERT").is_none() {
        return;
    }
    // torch-sys then asks Python where libtorch is; setting LD_LIBRARY_PATH is left to the user.
    if env::var_os("LIBTORCH_USE_PYTORCH").is_some() {
        return;
    }
    let Some(root) = env::var_os("LIBTORCH_LIB").or_else(|| env::var_os("LIBTORCH")) else {
        return; // A libtorch in the system's own folders needs no rpath.
    };
    // The real folder rather than the link in the checkout, so that a binary still works if its checkout is removed.
    let Ok(lib) = Path::new(&root).join("lib").canonicalize() else {
        fail(&format!("there is no libtorch in {}: run `scripts/libtorch` once, or set LIBTORCH", root.display()));
    };
    println!("cargo::rerun-if-changed={}", lib.display());
    let os = env::var("CARGO_CFG_TARGET_OS").unwrap_or_default();
    if os == "linux" {
        check_string_abi(&lib);
        println!("cargo::rustc-link-search=native={}", lib.display());
        // libtorch registers its kernels when it is loaded. A linker that keeps only the libraries whose symbols are
        // referenced could drop it.
        println!("cargo::rustc-link-arg=-Wl,--push-state,--no-as-needed,-ltorch,--pop-state");
    }
    if os == "linux" || os == "macos" {
        println!("cargo::rustc-link-arg=-Wl,-rpath,{}", lib.display());
    }
}

/// Compares the string ABI that torch-sys is told to compile for with the one of the installed libtorch. If they
/// differ, linking fails after minutes with a page of undefined symbols.
fn check_string_abi(lib: &Path) {
    let Ok(library) = fs::read(lib.join("libc10.so")) else {
        return; // A static build, or an unusual one: nothing is known about it.
    };
    let has = |symbol: &[u8]| library.windows(symbol.len()).any(|window| window == symbol);
    // The constructor c10::Error(SourceLocation, std::string) in either ABI.
    let found = if has(b"_ZN3c105ErrorC2ENS_14SourceLocationESs") {
        "0"
    } else if has(b"_ZN3c105ErrorC2ENS_14SourceLocationENSt7__cxx1112basic_string") {
        "1"
    } else {
        return;
    };
    let told = env::var("LIBTORCH_CXX11_ABI").unwrap_or_else(|_| "1".to_owned());
    if told != found {
        fail(&format!(
            "the libtorch in {} needs LIBTORCH_CXX11_ABI={found}, but it is {told}: set it in the environment",
            lib.display()
        ));
    }
}

fn fail(message: &str) -> ! {
    println!("cargo::error={message}");
    exit(1);
}
