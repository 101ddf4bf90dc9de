//! Tokens of the command line: a file in the user's own configuration folder that nobody else can read, one entry per service.

use std::collections::BTreeMap;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use hemicycle_domain::clock::Clock;
use serde::{Deserialize, Serialize};
use url::Url;

use super::{device, metadata};

/// A token that ends sooner is renewed before it is used.
const SOON: TimeDelta = TimeDelta::seconds(30);

/// What is kept of a login. Cannot be printed.
#[derive(Clone, Serialize, Deserialize)]
pub struct Stored {
    pub(super) issuer: String,
    pub(super) client_id: String,
    pub(super) access_token: String,
    pub(super) refresh_token: Option<String>,
    pub(super) expires_at: Option<DateTime<Utc>>,
}

type Entries = BTreeMap<String, Stored>;

fn file(folder: &Path) -> PathBuf {
    folder.join("tokens.json")
}

fn read(folder: &Path) -> Result<Entries, String> {
    let path = file(folder);
    match fs::read(&path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(|_| {
            format!(
                "{} is not readable; remove it and log in again.",
                path.display()
            )
        }),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Entries::new()),
        Err(error) => Err(format!("Cannot read {}: {error}", path.display())),
    }
}

/// Makes a folder for its user alone. One that is there already is somebody’s own affair and stays as it is: the files in it are private in any case.
fn make_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder)
}

/// A new file for its user alone, from its first moment on.
fn private_file(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}

fn write(folder: &Path, entries: &Entries) -> Result<(), String> {
    let path = file(folder);
    let beside = folder.join(format!("tokens.{}.new", Clock::Real.new_id().simple()));
    let text = serde_json::to_vec_pretty(entries).map_err(|error| error.to_string())?;
    let written = make_folder(folder)
        .and_then(|()| private_file(&beside))
        .and_then(|mut file| file.write_all(&text).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&beside, &path));
    written.map_err(|error| {
        // Nothing of it stays behind.
        let _ = fs::remove_file(&beside);
        format!("Cannot write {}: {error}", path.display())
    })
}

/// Holds the file against other commands until this is dropped: two that renew one login would make the provider take it for stolen.
fn hold(folder: &Path) -> Result<File, String> {
    let path = folder.join("tokens.lock");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let held = make_folder(folder)
        .and_then(|()| options.open(&path))
        .and_then(|file| file.lock().map(|()| file));
    held.map_err(|error| format!("Cannot lock {}: {error}", path.display()))
}

/// Keeps the token of a service.
pub(super) fn keep(folder: &Path, server: &Url, stored: Stored) -> Result<PathBuf, String> {
    let _held = hold(folder)?;
    put(folder, server, stored)
}

fn put(folder: &Path, server: &Url, stored: Stored) -> Result<PathBuf, String> {
    let mut entries = read(folder)?;
    entries.insert(metadata::root(server).to_owned(), stored);
    write(folder, &entries)?;
    Ok(file(folder))
}

/// Takes the token of a service away, and gives it.
pub(super) fn take(folder: &Path, server: &Url) -> Result<Option<Stored>, String> {
    if read(folder)?.is_empty() {
        return Ok(None);
    }
    let _held = hold(folder)?;
    let mut entries = read(folder)?;
    let Some(stored) = entries.remove(metadata::root(server)) else {
        return Ok(None);
    };
    if entries.is_empty() {
        let path = file(folder);
        fs::remove_file(&path)
            .map_err(|error| format!("Cannot remove {}: {error}", path.display()))?;
    } else {
        write(folder, &entries)?;
    }
    Ok(Some(stored))
}

/// The access token for a service, renewed if it is about to end; none if nobody has logged in to it.
pub async fn stored_token(folder: &Path, server: &Url) -> Result<Option<String>, String> {
    let kept = || Ok::<_, String>(read(folder)?.remove(metadata::root(server)));
    let lasts = |stored: &Stored| {
        let now = Clock::Real.now();
        stored.expires_at.is_none_or(|end| now + SOON < end)
    };
    match kept()? {
        None => return Ok(None),
        Some(stored) if lasts(&stored) => return Ok(Some(stored.access_token)),
        Some(_) => {}
    }
    let of = folder.to_owned();
    let held = tokio::task::spawn_blocking(move || hold(&of)).await;
    let _held = held.map_err(|error| error.to_string())??;
    // As it is now that nobody else can renew it.
    let Some(stored) = kept()? else {
        return Ok(None);
    };
    if lasts(&stored) {
        return Ok(Some(stored.access_token));
    }
    let renewed = device::renew(stored).await?;
    let token = renewed.access_token.clone();
    put(folder, server, renewed)?;
    Ok(Some(token))
}
