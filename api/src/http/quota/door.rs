//! Around routes: what keeps guessers of secrets slow.

use actix_web::Error;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{StatusCode, header};
use actix_web::middleware::Next;

use super::{address, gateway, refuse};

/// Wraps routes where callers prove who they are: `web::scope("/auth").wrap(from_fn(quota::door))`. So many requests a minute from one address,
/// whatever becomes of them; this is beside the quota by cost, not instead of it.
pub async fn door(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let denied = gateway(request.request()).and_then(|gateway| {
        let now = gateway.network.clock().now();
        let address = address::of(request.request());
        gateway.quotas.try_login(address, now).err()
    });
    match denied {
        Some(denied) => {
            let answer = refuse(request.request(), &denied);
            Ok(request.into_response(answer))
        }
        None => Ok(next.call(request).await?.map_into_boxed_body()),
    }
}

/// Around every route: an address whose credentials were found not to be valid too often is not asked for more of them for a while. Without
/// any it goes on reading.
pub async fn wary(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let headers = request.headers();
    let credentials =
        headers.contains_key(header::AUTHORIZATION) || headers.contains_key(header::COOKIE);
    let Some(gateway) = gateway(request.request()).filter(|_| credentials).cloned() else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    let address = address::of(request.request());
    let now = gateway.network.clock().now();
    if let Err(denied) = gateway.quotas.may_fail(address, now) {
        let answer = refuse(request.request(), &denied);
        return Ok(request.into_response(answer));
    }
    let response = next.call(request).await?;
    if response.status() == StatusCode::UNAUTHORIZED {
        gateway.quotas.failed(address, now);
    }
    Ok(response.map_into_boxed_body())
}
