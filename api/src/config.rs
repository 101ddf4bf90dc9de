//! What the program can be told: one documented structure, from defaults, the environment and flags, in rising order of weight. Read once, in
//! `main`; nothing else asks the environment.

use std::fmt::Write;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use clap::Args;
use ipnet::IpNet;
use url::Url;

use crate::auth::{Setup, settings};
use crate::http::Terms;

/// Where the data is.
#[derive(Args, Clone, Debug)]
pub struct DataOptions {
    /// The database: sqlite://FILE or postgres://USER:PASSWORD@HOST/NAME. Without it, an embedded SQLite database in the data folder.
    #[arg(
        long,
        env = "DATABASE_URL",
        hide_env_values = true,
        value_name = "URL",
        global = true
    )]
    pub database_url: Option<String>,

    /// The folder of the embedded database [default: hemicycle in the user's data folder].
    #[arg(long, env = "HEMICYCLE_DATA_DIR", value_name = "FOLDER", global = true)]
    pub data_dir: Option<PathBuf>,

    /// Connections to the database, at most.
    #[arg(long, env = "HEMICYCLE_CONNECTIONS", value_name = "N", default_value_t = 10, global = true,
          value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub connections: u32,

    /// What to log, as tracing-subscriber writes it: warn, info, hemicycle=debug …
    #[arg(
        long,
        env = "HEMICYCLE_LOG",
        value_name = "LEVELS",
        default_value = "info",
        global = true
    )]
    pub log: String,
}

/// How the service is offered.
#[derive(Args, Clone, Debug)]
pub struct ServeOptions {
    /// The address to listen on.
    #[arg(
        long,
        env = "HEMICYCLE_LISTEN",
        global = true,
        value_name = "ADDRESS",
        default_value = "127.0.0.1:8080"
    )]
    pub listen: SocketAddr,

    /// A site whose pages may read, such as https://partner.example; repeat for several. Without it, every site.
    #[arg(
        long = "cors-origin",
        env = "HEMICYCLE_CORS_ORIGINS",
        global = true,
        value_parser = origin,
        value_name = "ORIGIN",
        value_delimiter = ','
    )]
    pub cors_origins: Vec<String>,

    /// A proxy whose word on callers' addresses (Forwarded, X-Forwarded-For) is believed: an address, or a network such as 10.0.0.0/8; repeat
    /// for several. Without it, a caller's address is where the connection comes from.
    #[arg(
        long = "trusted-proxy",
        env = "HEMICYCLE_TRUSTED_PROXIES",
        global = true,
        value_parser = network,
        value_name = "CIDR",
        value_delimiter = ','
    )]
    pub trusted_proxies: Vec<String>,

    /// The OpenID providers whose tokens and logins are taken: a TOML file, described in docs/PROVIDERS.md. Without it, API tokens only.
    #[arg(long, env = "HEMICYCLE_PROVIDERS", global = true, value_name = "FILE")]
    pub providers: Option<PathBuf>,

    /// Where the service is reached from outside, such as https://api.example [default: where it listens].
    #[arg(
        long,
        env = "HEMICYCLE_PUBLIC_URL",
        global = true,
        value_parser = origin,
        value_name = "ORIGIN"
    )]
    pub public_url: Option<String>,
}

/// Where the command line keeps the tokens of its logins.
#[derive(Args, Clone, Debug)]
pub struct TokenOptions {
    /// The service.
    #[arg(
        long,
        env = "HEMICYCLE_SERVER",
        value_name = "URL",
        value_parser = Url::parse,
        default_value = "http://127.0.0.1:8080"
    )]
    pub server: Url,

    /// The folder of stored tokens [default: hemicycle in the user's configuration folder].
    #[arg(long, env = "HEMICYCLE_CONFIG_DIR", value_name = "FOLDER")]
    pub config_dir: Option<PathBuf>,
}

impl TokenOptions {
    pub fn folder(&self) -> Result<PathBuf, String> {
        match &self.config_dir {
            Some(folder) => Ok(folder.clone()),
            None => dirs::config_dir()
                .map(|folder| folder.join("hemicycle"))
                .ok_or_else(|| {
                    "There is no home folder to keep tokens in: give --config-dir.".to_owned()
                }),
        }
    }
}

/// A network, or one address; nothing, as an empty variable of the environment says it, is dropped later.
fn network(text: &str) -> Result<String, String> {
    if text.is_empty() || parsed(text).is_some() {
        return Ok(text.to_owned());
    }
    Err("a network is an address and the bits that count, such as 10.0.0.0/8".to_owned())
}

fn parsed(text: &str) -> Option<IpNet> {
    let network = text.parse::<IpNet>().ok();
    network.or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}

/// An origin as browsers send it; nothing, as an empty variable of the environment says it, is dropped later.
fn origin(text: &str) -> Result<String, String> {
    let known = Url::parse(text).map(|url| url.origin());
    match known {
        Ok(origin) if origin.is_tuple() && origin.ascii_serialization() == text => {
            Ok(text.to_owned())
        }
        _ if text.is_empty() => Ok(String::new()),
        _ => Err("an origin is a scheme and a host, such as https://partner.example".to_owned()),
    }
}

impl ServeOptions {
    /// The origins whose pages may read; none means all.
    pub fn origins(&self) -> Vec<String> {
        let origins = self.cors_origins.iter().filter(|origin| !origin.is_empty());
        origins.cloned().collect()
    }

    /// The proxies that are believed.
    pub fn proxies(&self) -> Vec<IpNet> {
        let proxies = self.trusted_proxies.iter();
        proxies.filter_map(|text| parsed(text)).collect()
    }

    /// On which terms the service is offered.
    pub fn terms(&self) -> Terms {
        Terms {
            origins: self.origins(),
            proxies: self.proxies(),
            ..Terms::default()
        }
    }

    /// What the door is made from.
    pub fn setup(&self) -> Result<Setup, String> {
        let file = self.providers.as_deref();
        let file = file.filter(|path| !path.as_os_str().is_empty());
        let public = self.public_url.as_deref();
        let public = public.filter(|origin| !origin.is_empty());
        Ok(Setup {
            providers: file.map(settings::read).transpose()?.unwrap_or_default(),
            public_url: public
                .map(Url::parse)
                .transpose()
                .map_err(|error| error.to_string())?,
        })
    }
}

impl DataOptions {
    pub fn data_folder(&self) -> Result<PathBuf, String> {
        match &self.data_dir {
            Some(folder) => Ok(folder.clone()),
            None => dirs::data_dir()
                .map(|folder| folder.join("hemicycle"))
                .ok_or_else(|| "There is no home folder to keep the data in: give --data-dir or --database-url.".to_owned()),
        }
    }

    /// The address of the database, and its file if it is the embedded one.
    pub fn database(&self) -> Result<(String, Option<PathBuf>), String> {
        match &self.database_url {
            Some(url) if url.starts_with("sqlite:") => Ok((url.clone(), sqlite_file(url))),
            Some(url) if url.starts_with("postgres:") || url.starts_with("postgresql:") => {
                Ok((url.clone(), None))
            }
            Some(_) => Err("--database-url starts with sqlite: or postgres:.".to_owned()),
            None => {
                let file = self.data_folder()?.join("hemicycle.sqlite");
                Ok((sqlite_url(&file), Some(file)))
            }
        }
    }
}

fn sqlite_file(url: &str) -> Option<PathBuf> {
    let path = url.trim_start_matches("sqlite:").trim_start_matches("//");
    let path = path.split('?').next()?;
    Some(PathBuf::from(path))
}

/// A path as an address: what has a meaning in addresses is escaped.
fn sqlite_url(file: &Path) -> String {
    let path = file.to_string_lossy();
    let escaped = path
        .replace('%', "%25")
        .replace('?', "%3F")
        .replace('#', "%23");
    format!("sqlite://{escaped}")
}

/// A database address without its password.
pub fn masked(address: &str) -> String {
    match Url::parse(address) {
        Ok(mut url) => {
            if url.password().is_some() {
                // Fails only for addresses without a host, which have no password.
                let _ = url.set_password(Some("***"));
            }
            let secret: Vec<(String, String)> = url
                .query_pairs()
                .map(|(name, value)| {
                    let hide = name.contains("password") || name.contains("key");
                    (
                        name.into_owned(),
                        if hide {
                            "***".to_owned()
                        } else {
                            value.into_owned()
                        },
                    )
                })
                .collect();
            if !secret.is_empty() {
                url.query_pairs_mut().clear().extend_pairs(secret);
            }
            url.into()
        }
        // Not an address we can take apart: show nothing of it that could be secret.
        Err(_) => "(not a readable address)".to_owned(),
    }
}

/// The effective configuration as text, without secrets.
pub fn printed(data: &DataOptions, serve: &ServeOptions) -> Result<String, String> {
    let (address, file) = data.database()?;
    let mut text = String::new();
    let mut line = |name: &str, value: &dyn std::fmt::Display| {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{name:<14} {value}");
    };
    line("database-url", &masked(&address));
    if let Some(file) = file {
        line("database file", &file.display());
    }
    line("connections", &data.connections);
    line("listen", &serve.listen);
    let origins = serve.origins().join(", ");
    line(
        "cors-origin",
        if origins.is_empty() {
            &"every site"
        } else {
            &origins
        },
    );
    let proxies: Vec<String> = serve.proxies().iter().map(IpNet::to_string).collect();
    let proxies = proxies.join(", ");
    line(
        "trusted-proxy",
        if proxies.is_empty() {
            &"none"
        } else {
            &proxies
        },
    );
    line("log", &data.log);
    let setup = serve.setup()?;
    match &setup.public_url {
        Some(public) => line("public-url", &public.origin().ascii_serialization()),
        None => line("public-url", &"where it listens"),
    }
    if setup.providers.is_empty() {
        line("providers", &"none: API tokens only");
    }
    text.push_str(&settings::printed(&setup.providers));
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_of_an_address_are_not_shown() {
        for secret in [
            "postgres://user:hunter2@db.example/net",
            "postgres://user@db.example/net?password=hunter2&sslmode=require",
            "postgres://user:hunter2@[broken/net",
        ] {
            assert!(!masked(secret).contains("hunter2"), "{secret}");
        }
        assert_eq!(
            masked("postgres://db.example/net"),
            "postgres://db.example/net"
        );
    }
}
