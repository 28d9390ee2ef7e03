//! The rules of requests: they hold for HTTP/JSON, too.

use rpcsmith_goldens::goldens::http_validated::http_validated::accounts_server::{
    Accounts, AccountsServer,
};
use rpcsmith_goldens::goldens::http_validated::http_validated::{
    Account, CreateAccountRequest, GetAccountRequest,
};
use rpcsmith_runtime::{Request, Response, Status};
use serde_json::json;

use crate::client::{builder, get, post, serve};

pub struct Bank;

impl Accounts for Bank {
    async fn create_account(
        &self,
        request: Request<CreateAccountRequest>,
    ) -> Result<Response<Account>, Status> {
        let account = request.into_inner().account;
        Ok(Response::new(account.unwrap_or_default()))
    }

    async fn get_account(
        &self,
        request: Request<GetAccountRequest>,
    ) -> Result<Response<Account>, Status> {
        let name = request.into_inner().id;
        Ok(Response::new(Account { name, age: 18 }))
    }
}

#[tokio::test]
async fn an_invalid_request_is_400_with_its_violations() {
    let server = serve(builder().add_service(AccountsServer::new(Bank))).await;
    let valid = post(server, "/v1/accounts", r#"{"name": "Ada", "age": 36}"#).await;
    let expected = json!({"name": "Ada", "age": 36});
    assert_eq!((valid.status, valid.json()), (200, expected));

    let invalid = post(server, "/v1/accounts", r#"{"age": 7}"#).await;
    assert_eq!(invalid.status, 400, "{}", invalid.text());
    let error = invalid.json();
    assert_eq!(error["code"], 3);
    let details = error["details"].as_array().unwrap();
    let of = |name: &str| {
        let url = format!("type.googleapis.com/{name}");
        let detail = details.iter().find(|detail| detail["@type"] == *url);
        detail.unwrap_or_else(|| panic!("{error} has no {name}"))
    };
    let fields = of("google.rpc.BadRequest")["fieldViolations"].as_array();
    let fields: Vec<_> = fields
        .unwrap()
        .iter()
        .map(|field| &field["field"])
        .collect();
    assert_eq!(fields, ["account.name", "account.age"]);
    let rules = of("buf.validate.Violations")["violations"].as_array();
    let rules: Vec<_> = rules.unwrap().iter().map(|rule| &rule["ruleId"]).collect();
    assert_eq!(rules, ["string.min_len", "int32.gte"]);

    assert_eq!(get(server, "/v1/accounts/ada").await.status, 200);
    assert_eq!(get(server, "/v1/accounts/Ada").await.status, 400);
}
